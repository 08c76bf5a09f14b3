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
INNER JOIN bi.counties AS unit ON daily.unit_code = unit.county_code
LEFT JOIN bi.dimension_members AS channel
    ON channel.dimension = 'channel' AND daily.channel = channel.member
