-- What was found stays found: a count far below the last published night's points at lost items.
WITH
last_published AS (
    SELECT MAX(night) AS night
    FROM mart.nights
    WHERE night < %(night)s
),

before AS (
    SELECT
        daily.county_code,
        SUM(daily.found_total) AS found_total
    FROM mart.item_daily AS daily
    INNER JOIN last_published ON daily.business_date = last_published.night
    GROUP BY daily.county_code
),

tonight AS (
    SELECT
        county_code,
        SUM(found_total) AS found_total
    FROM aside.item_daily
    GROUP BY county_code
)

SELECT
    before.county_code,
    before.found_total AS found_before,
    COALESCE(tonight.found_total, 0) AS found_tonight
FROM before
LEFT JOIN tonight ON before.county_code = tonight.county_code
WHERE COALESCE(tonight.found_total, 0) < 0.9 * before.found_total;
