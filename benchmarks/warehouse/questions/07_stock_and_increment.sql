-- 7, the city's analyst: how much of the stock from before 2024 is open, what came and went a month?
WITH
last_night AS (
    SELECT MAX(business_date) AS night FROM bi.item_daily
),

months AS (
    SELECT LEAST(CAST(ends.day AS date) - 1, last_night.night) AS night
    FROM last_night
    CROSS JOIN
        GENERATE_SERIES(
            DATE_TRUNC('month', last_night.night) - interval '11 months',
            DATE_TRUNC('month', last_night.night) + interval '1 month',
            '1 month'
        ) AS ends (day)
)

SELECT
    progress.business_date,
    progress.county_code,
    MAX(progress.value) FILTER (WHERE progress.metric = 'stock_open') AS stock_open,
    MAX(progress.value) FILTER (WHERE progress.metric = 'major_increment') AS increment_of_year,
    MAX(progress.value) FILTER (WHERE progress.metric = 'major_open')
    - LAG(MAX(progress.value) FILTER (WHERE progress.metric = 'major_open')) OVER (
        PARTITION BY progress.county_code ORDER BY progress.business_date
    ) AS net_of_month
FROM bi.campaign_progress AS progress
WHERE
    progress.business_date = ANY(ARRAY(SELECT months.night FROM months))
    AND progress.programme = 'zhiben'
    AND progress.metric IN ('stock_open', 'major_increment', 'major_open')
GROUP BY progress.business_date, progress.county_code
ORDER BY progress.county_code, progress.business_date
