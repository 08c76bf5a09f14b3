-- Every number as of a night as it is to be printed, beside what it was on the last night before
-- the week; of a unit by the code it has today.
SELECT
    now.programme,
    now.metric,
    now.unit_code AS county_code,
    now.printed AS value,
    now.target,
    now.numerator,
    now.denominator,
    now.status,
    earlier.printed AS previous_week_value
FROM bi.campaign_progress AS now
LEFT JOIN bi.campaign_progress AS earlier
    ON
        now.programme = earlier.programme
        AND now.metric = earlier.metric
        AND now.unit_code = earlier.unit_code
        AND earlier.business_date = CAST(:previous_as_of AS DATE)
WHERE now.business_date = :as_of
ORDER BY now.programme, now.metric, now.unit_code
