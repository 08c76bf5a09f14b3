-- A metric's printed value less its printed value on an earlier night.
SELECT ROUND(CAST(now.value AS NUMERIC), 1) - ROUND(CAST(earlier.value AS NUMERIC), 1) AS printed
FROM bi.campaign_progress AS now
INNER JOIN bi.campaign_progress AS earlier
    ON
        now.programme = earlier.programme
        AND now.metric = earlier.metric
        AND now.county_code = earlier.county_code
WHERE
    now.business_date = :until
    AND earlier.business_date = CAST(:since AS DATE)
    AND now.programme = :programme
    AND now.metric = :metric
    AND now.county_code = :county_code
