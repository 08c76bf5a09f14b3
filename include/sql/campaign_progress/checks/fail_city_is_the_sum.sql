-- A count for the whole city is the sum of its units' counts; items of unknown units, which count
-- for the city alone, may only make it larger.
WITH
strays AS (
    SELECT COUNT(*) AS item_count
    FROM aside.item_as_of AS item
    LEFT JOIN core.units AS unit ON item.county_code = unit.county_code AND unit.kind <> 'city'
    WHERE unit.county_code IS NULL
),

sums AS (
    SELECT
        progress.programme,
        progress.metric,
        SUM(progress.value) FILTER (WHERE unit.kind = 'city') AS city_value,
        SUM(progress.value) FILTER (WHERE unit.kind <> 'city') AS units_value
    FROM aside.campaign_progress AS progress
    INNER JOIN core.units AS unit ON progress.county_code = unit.county_code
    WHERE progress.denominator IS NULL
    GROUP BY progress.programme, progress.metric
)

SELECT
    sums.programme,
    sums.metric,
    sums.city_value,
    sums.units_value
FROM sums
CROSS JOIN strays
WHERE sums.city_value NOT BETWEEN sums.units_value AND sums.units_value + strays.item_count;
