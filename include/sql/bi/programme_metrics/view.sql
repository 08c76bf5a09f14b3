CREATE VIEW bi.programme_metrics AS
WITH
goals AS (
    SELECT
        programme,
        metric,
        JSONB_OBJECT_AGG(due_on, value) AS targets
    FROM core.targets
    GROUP BY programme, metric
)

SELECT
    measured.programme,
    measured.metric,
    metric.name_zh,
    metric.unit,
    measured.dimensions,
    goals.targets,
    measured.sql,
    measured.report_order
FROM core.programme_metrics AS measured
INNER JOIN core.metrics AS metric ON measured.metric = metric.metric
LEFT JOIN goals ON measured.programme = goals.programme AND measured.metric = goals.metric;
