-- Rows not accepted that were still open at the end of a day: the last delivery of each.
SELECT DISTINCT ON (refused.quarantine_id) refused.*
FROM bi.quarantined_rows AS refused
INNER JOIN bi.deliveries AS bringing ON refused.delivery_id = bringing.delivery_id
LEFT JOIN bi.deliveries AS closing ON refused.closing_delivery_id = closing.delivery_id
WHERE
    bringing.night <= :until
    AND (
        refused.closed_at IS NULL
        OR COALESCE(closing.night, CAST(refused.closed_at AT TIME ZONE :zone AS DATE)) > :until
    )
    AND (
        CAST(:county_code AS TEXT) IS NULL
        OR COALESCE(refused.county_code, '') IN (
            SELECT CAST(:county_code AS TEXT) AS unit_code
            UNION ALL
            SELECT term.unit_code
            FROM bi.unit_history AS term
            WHERE term.county_code = :county_code
        )
    )
ORDER BY refused.quarantine_id ASC, refused.business_date DESC
