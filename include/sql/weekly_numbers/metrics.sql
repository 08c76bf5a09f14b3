-- The governed definitions.
SELECT
    metric,
    name_zh,
    definition,
    unit,
    decimals,
    is_lower_better
FROM bi.metrics
ORDER BY metric
