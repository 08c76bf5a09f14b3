CREATE VIEW bi.item_daily_now AS
SELECT
    business_date,
    county_code,
    level,
    channel,
    found_total,
    open_count,
    rectified_count,
    verified_count,
    overdue_count,
    recurred_count
FROM mart.item_daily_now;
