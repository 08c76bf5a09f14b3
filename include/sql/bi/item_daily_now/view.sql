CREATE VIEW bi.item_daily_now AS
WITH codes AS (
    SELECT DISTINCT
        county_code,
        unit_code
    FROM core.unit_history
)

SELECT
    daily.business_date,
    daily.county_code,
    daily.level,
    daily.channel,
    daily.found_total,
    daily.open_count,
    daily.rectified_count,
    daily.verified_count,
    daily.overdue_count,
    daily.recurred_count,
    COALESCE(codes.unit_code, daily.county_code) AS unit_code
FROM mart.item_daily_now AS daily
LEFT JOIN codes ON daily.county_code = codes.county_code;
