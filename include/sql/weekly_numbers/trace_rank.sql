-- A unit's place among the units by a metric's printed value, the highest first.
WITH places AS (
    SELECT
        progress.county_code,
        RANK() OVER (ORDER BY ROUND(CAST(progress.value AS NUMERIC), 1) DESC) AS place
    FROM bi.campaign_progress AS progress
    INNER JOIN bi.counties AS units ON progress.county_code = units.county_code
    WHERE
        progress.business_date = :until
        AND progress.programme = :programme
        AND progress.metric = :metric
        AND progress.value IS NOT NULL
        AND units.kind <> 'city'
)

SELECT place AS printed
FROM places
WHERE county_code = :county_code
