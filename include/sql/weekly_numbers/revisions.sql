-- What was changed in a published night's numbers since a moment, and why.
SELECT DISTINCT
    revised.programme,
    revised.metric,
    revised.cause,
    COALESCE(term.unit_code, revised.county_code) AS county_code
FROM bi.revisions AS revised
LEFT JOIN bi.unit_history AS term ON revised.county_code = term.county_code
WHERE
    revised.is_published
    AND revised.business_date = :as_of
    AND revised.revised_at > :issued_at
ORDER BY revised.metric ASC, county_code ASC, revised.cause ASC
