-- 4, the city's analyst: found, rectified, both rates and open major ones by county, in all and in
-- the week, in items and in enterprises.
WITH
last_night AS (
    SELECT MAX(business_date) AS night FROM bi.item_daily
)

SELECT
    county.county_name,
    now.metric,
    now.value,
    now.numerator,
    now.denominator,
    now.value - before.value AS in_the_week
FROM last_night
INNER JOIN bi.campaign_progress AS now ON last_night.night = now.business_date
LEFT JOIN bi.campaign_progress AS before
    ON
        last_night.night - 7 = before.business_date
        AND now.programme = before.programme
        AND now.metric = before.metric
        AND now.county_code = before.county_code
LEFT JOIN bi.counties AS county ON now.county_code = county.county_code
WHERE
    now.programme = 'zhiben'
    AND now.metric IN (
        'found', 'rectified', 'rectification_rate', 'due_rectification_rate', 'major_open',
        'found_enterprises', 'rectified_enterprises'
    )
ORDER BY county.report_order, now.metric
