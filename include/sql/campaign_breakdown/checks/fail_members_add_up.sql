-- Items split by a dimension are all of the items: each has one member, or is unnamed.
WITH
split AS (
    SELECT
        breakdown.programme,
        breakdown.metric,
        breakdown.dimension,
        breakdown.county_code,
        SUM(breakdown.value) AS value
    FROM aside.campaign_breakdown AS breakdown
    INNER JOIN core.metrics AS metric ON breakdown.metric = metric.metric
    WHERE metric.form = 'count'
    GROUP BY
        breakdown.programme, breakdown.metric, breakdown.dimension, breakdown.county_code
)

SELECT
    split.programme,
    split.metric,
    split.dimension,
    split.county_code,
    split.value AS split_value,
    progress.value
FROM split
INNER JOIN aside.campaign_progress AS progress
    ON
        split.programme = progress.programme
        AND split.metric = progress.metric
        AND split.county_code = progress.county_code
WHERE split.value <> progress.value;
