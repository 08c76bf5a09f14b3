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
LEFT JOIN bi.unit_history AS term
    ON
        split.county_code = term.county_code
        AND split.business_date >= COALESCE(term.valid_from, DATE '0001-01-01')
        AND (term.valid_to IS NULL OR split.business_date < term.valid_to)
INNER JOIN bi.counties AS unit
    ON COALESCE(term.unit_code, split.county_code) = unit.county_code
LEFT JOIN bi.dimension_members AS member
    ON split.dimension = member.dimension AND split.member = member.member
