-- The metrics of programmes by channel, sector or action; the city's own rows are left out.
SELECT
    split.business_date,
    TO_CHAR(split.business_date, 'YYYY-MM-DD') AS night,
    split.programme,
    split.metric,
    metric.form,
    metric.times,
    split.dimension,
    COALESCE(member.name_zh, '未写明') AS member_name,
    unit.county_code,
    unit.county_name,
    split.value,
    split.numerator,
    split.denominator
FROM bi.campaign_breakdown AS split
INNER JOIN bi.metrics AS metric ON split.metric = metric.metric
INNER JOIN bi.counties AS unit ON split.unit_code = unit.county_code
LEFT JOIN bi.dimension_members AS member
    ON split.dimension = member.dimension AND split.member = member.member
