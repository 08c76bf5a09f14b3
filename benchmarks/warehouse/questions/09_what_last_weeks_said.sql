-- 9, a reader of the weekly report: what did the last twelve weeks say, and what do they say now?
WITH
weeks AS (
    SELECT last_night.night - 7 * week.number AS night
    FROM (SELECT MAX(business_date) AS night FROM bi.item_daily) AS last_night
    CROSS JOIN GENERATE_SERIES(0, 11) AS week (number)
),

said AS (
    SELECT
        weeks.night,
        daily.county_code,
        SUM(daily.found_total) AS found_then,
        SUM(daily.open_count) AS open_then
    FROM weeks
    INNER JOIN bi.item_daily AS daily ON weeks.night = daily.business_date
    GROUP BY weeks.night, daily.county_code
),

known AS (
    SELECT
        weeks.night,
        daily.county_code,
        SUM(daily.found_total) AS found_now,
        SUM(daily.open_count) AS open_now
    FROM weeks
    INNER JOIN bi.item_daily_now AS daily ON weeks.night = daily.business_date
    GROUP BY weeks.night, daily.county_code
)

SELECT *
FROM said
FULL JOIN known USING (night, county_code)
ORDER BY county_code, night
