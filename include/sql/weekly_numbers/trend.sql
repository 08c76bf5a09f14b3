-- The city's value of a metric over the last ten weeks: as of each week's last published night, or
-- of the week's end where none of it is published; from the first published week on.
WITH city_nights AS (
    SELECT
        progress.business_date,
        progress.printed AS value,
        CAST(DATE_TRUNC('week', progress.business_date) AS DATE) AS monday
    FROM bi.campaign_progress AS progress
    INNER JOIN bi.city AS city ON progress.county_code = city.city_code
    WHERE
        progress.programme = :programme
        AND progress.metric = :metric
        AND progress.business_date <= :as_of
),

weeks AS (
    SELECT CAST(monday AS DATE) AS monday
    FROM
        GENERATE_SERIES(
            DATE_TRUNC('week', CAST(:as_of AS DATE)) - INTERVAL '9 weeks',
            DATE_TRUNC('week', CAST(:as_of AS DATE)),
            INTERVAL '1 week'
        ) AS monday
    WHERE monday >= (SELECT MIN(city_nights.monday) FROM city_nights)
)

SELECT DISTINCT ON (weeks.monday)
    city_nights.value,
    COALESCE(city_nights.business_date, weeks.monday + 6) AS night
FROM weeks
LEFT JOIN city_nights ON weeks.monday = city_nights.monday
ORDER BY weeks.monday ASC, city_nights.business_date DESC
