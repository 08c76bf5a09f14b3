CREATE VIEW bi.metrics AS
SELECT
    metric,
    name_zh,
    definition,
    unit,
    numerator,
    denominator,
    sql
FROM core.metrics;
