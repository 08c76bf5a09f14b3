-- 7, the city's analyst: how much of the stock from before 2024 is open, what came and went a month?
WITH
months AS (
    SELECT MAX(business_date) AS night
    FROM bi.item_daily
    WHERE business_date >= (SELECT MAX(business_date) FROM bi.item_daily) - 400
    GROUP BY DATE_TRUNC('month', business_date)
)

SELECT
    months.night,
    progress.county_code,
    MAX(progress.value) FILTER (WHERE progress.metric = 'stock_open') AS stock_open,
    MAX(progress.value) FILTER (WHERE progress.metric = 'major_increment') AS increment_of_year,
    MAX(progress.value) FILTER (WHERE progress.metric = 'major_open')
    - LAG(MAX(progress.value) FILTER (WHERE progress.metric = 'major_open')) OVER (
        PARTITION BY progress.county_code ORDER BY months.night
    ) AS net_of_month
FROM months
INNER JOIN bi.campaign_progress AS progress ON months.night = progress.business_date
WHERE
    progress.programme = 'zhiben'
    AND progress.metric IN ('stock_open', 'major_increment', 'major_open')
GROUP BY months.night, progress.county_code
ORDER BY progress.county_code, months.night
