-- 5, the city's analyst: do the counties add up to the city's total, and where is the gap?
WITH
last_night AS (
    SELECT MAX(business_date) AS night FROM bi.item_daily
),

daily AS (
    SELECT SUM(found_total) AS found_total
    FROM bi.item_daily
    WHERE business_date = (SELECT night FROM last_night)
)

SELECT
    progress.metric,
    SUM(progress.value) FILTER (WHERE county.county_code IS NULL) AS city,
    SUM(progress.value) FILTER (WHERE county.county_code IS NOT NULL) AS counties,
    MAX(daily.found_total) AS with_withdrawn
FROM bi.campaign_progress AS progress
CROSS JOIN daily
LEFT JOIN bi.counties AS county ON progress.county_code = county.county_code
WHERE
    progress.business_date = (SELECT night FROM last_night)
    AND progress.programme = 'zhiben'
    AND progress.metric IN ('found', 'rectified', 'verified', 'major_found', 'overdue')
GROUP BY progress.metric
ORDER BY progress.metric
