-- Items by state, as published each night.
SELECT
    daily.business_date,
    TO_CHAR(daily.business_date, 'YYYY-MM-DD') AS night,
    unit.county_code,
    unit.county_name,
    unit.report_order,
    CASE daily.level WHEN 'major' THEN '重大' ELSE '一般' END AS level_zh,
    COALESCE(channel.name_zh, daily.channel) AS channel_name,
    daily.found_total,
    daily.open_count,
    daily.open_count - daily.rectified_count AS unrectified_count,
    daily.rectified_count,
    daily.verified_count,
    daily.overdue_count,
    daily.recurred_count
FROM bi.item_daily AS daily
LEFT JOIN bi.unit_history AS term
    ON
        daily.county_code = term.county_code
        AND daily.business_date >= COALESCE(term.valid_from, DATE '0001-01-01')
        AND (term.valid_to IS NULL OR daily.business_date < term.valid_to)
INNER JOIN bi.counties AS unit
    ON COALESCE(term.unit_code, daily.county_code) = unit.county_code
LEFT JOIN bi.dimension_members AS channel
    ON channel.dimension = 'channel' AND daily.channel = channel.member
