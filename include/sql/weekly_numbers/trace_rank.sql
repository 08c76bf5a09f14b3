-- A unit's place among the counties by a metric's printed value, the highest first.
WITH places AS (
    SELECT
        progress.unit_code,
        RANK() OVER (ORDER BY progress.printed DESC) AS place
    FROM bi.campaign_progress AS progress
    INNER JOIN bi.counties AS units ON progress.unit_code = units.county_code
    WHERE
        progress.business_date = :until
        AND progress.programme = :programme
        AND progress.metric = :metric
        AND progress.printed IS NOT NULL
        AND units.kind NOT IN ('city', 'city_bureaus')
)

SELECT place AS printed
FROM places
WHERE
    unit_code IN (
        SELECT CAST(:county_code AS TEXT) AS unit_code
        UNION ALL
        SELECT term.unit_code
        FROM bi.unit_history AS term
        WHERE term.county_code = :county_code
    )
