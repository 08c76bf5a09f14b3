-- A programme's goals for a metric, by the day on which each is due.
SELECT
    programme,
    metric,
    name_zh,
    unit,
    targets
FROM bi.programme_metrics
WHERE programme = :programme AND metric = :metric
