-- 4, the city's analyst: found, rectified, both rates and open major ones by county, in all and in
-- the week, in items and in enterprises.
WITH
said AS (
    SELECT
        progress.business_date = (SELECT MAX(business_date) FROM bi.item_daily) AS is_now,
        progress.county_code,
        progress.metric,
        progress.value,
        progress.numerator,
        progress.denominator
    FROM bi.campaign_progress AS progress
    WHERE
        progress.business_date IN (
            (SELECT MAX(business_date) FROM bi.item_daily),
            (SELECT MAX(business_date) - 7 FROM bi.item_daily)
        )
        AND progress.programme = 'zhiben'
        AND progress.metric IN (
            'found', 'rectified', 'rectification_rate', 'due_rectification_rate', 'major_open',
            'found_enterprises', 'rectified_enterprises'
        )
)

SELECT
    county.county_name,
    said.metric,
    MAX(said.value) FILTER (WHERE said.is_now) AS value,
    MAX(said.numerator) FILTER (WHERE said.is_now) AS numerator,
    MAX(said.denominator) FILTER (WHERE said.is_now) AS denominator,
    MAX(said.value) FILTER (WHERE said.is_now)
    - MAX(said.value) FILTER (WHERE NOT said.is_now) AS in_the_week
FROM said
LEFT JOIN bi.counties AS county ON said.county_code = county.county_code
GROUP BY county.county_name, county.report_order, said.metric
ORDER BY county.report_order, said.metric
