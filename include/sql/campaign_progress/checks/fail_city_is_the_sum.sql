-- What is counted for the whole city is the sum of what is counted for its units; only what no
-- unit of units.yaml answers for comes on top.
WITH
strays AS (
    SELECT
        counted.programme,
        counted.metric,
        SUM(counted.amount) AS amount
    FROM aside.metric_counts AS counted
    LEFT JOIN core.units AS unit
        ON counted.county_code = unit.county_code AND unit.kind <> 'city'
    WHERE counted.dimension = '' AND unit.county_code IS NULL
    GROUP BY counted.programme, counted.metric
),

sums AS (
    SELECT
        progress.programme,
        progress.metric,
        SUM(progress.value) FILTER (WHERE unit.kind = 'city') AS city_value,
        SUM(progress.value) FILTER (WHERE unit.kind <> 'city') AS units_value
    FROM aside.campaign_progress AS progress
    INNER JOIN core.units AS unit ON progress.county_code = unit.county_code
    INNER JOIN core.metrics AS metric ON progress.metric = metric.metric
    WHERE metric.form IN ('count', 'enterprises', 'sum')
    GROUP BY progress.programme, progress.metric
)

SELECT
    sums.programme,
    sums.metric,
    sums.city_value,
    sums.units_value
FROM sums
LEFT JOIN strays ON sums.programme = strays.programme AND sums.metric = strays.metric
WHERE sums.city_value <> sums.units_value + COALESCE(strays.amount, 0);
