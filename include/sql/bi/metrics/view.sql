CREATE VIEW bi.metrics AS
SELECT
    metric,
    name_zh,
    definition,
    unit,
    numerator,
    denominator,
    sql,
    form,
    is_lower_better,
    decimals,
    rounding,
    first_part,
    second_part,
    times,
    is_part
FROM core.metrics;
