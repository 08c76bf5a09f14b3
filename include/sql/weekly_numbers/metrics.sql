-- The governed definitions.
SELECT
    metric,
    name_zh,
    definition,
    unit
FROM bi.metrics
ORDER BY metric
