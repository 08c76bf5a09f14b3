-- Every metric as of a night, beside what it was on the last night before the week.
SELECT
    now.programme,
    now.metric,
    now.county_code,
    now.value,
    now.target,
    now.previous_year_value,
    now.status,
    earlier.value AS previous_week_value
FROM bi.campaign_progress AS now
LEFT JOIN bi.campaign_progress AS earlier
    ON
        now.programme = earlier.programme
        AND now.metric = earlier.metric
        AND now.county_code = earlier.county_code
        AND earlier.business_date = CAST(:previous_as_of AS DATE)
WHERE now.business_date = :as_of
ORDER BY now.programme, now.metric, now.county_code
