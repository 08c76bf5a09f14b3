-- The night's counts by county, level and channel. Due today is not overdue.
TRUNCATE aside.item_daily;

INSERT INTO aside.item_daily (
    business_date, county_code, level, channel, found_total, open_count, rectified_count,
    verified_count, overdue_count, recurred_count
)
SELECT
    %(night)s::date AS business_date,
    county_code,
    level,
    channel,
    COUNT(*) AS found_total,
    COUNT(*) FILTER (WHERE is_open) AS open_count,
    COUNT(*) FILTER (WHERE status = 'rectified') AS rectified_count,
    COUNT(*) FILTER (WHERE status = 'verified') AS verified_count,
    COUNT(*) FILTER (
        WHERE due_on < %(night)s AND status IN ('open', 'in_progress')
    ) AS overdue_count,
    COUNT(*) FILTER (WHERE has_recurred) AS recurred_count
FROM aside.item_as_of
GROUP BY county_code, level, channel;
