-- The published number itself.
SELECT *
FROM bi.campaign_progress
WHERE
    business_date = :until
    AND programme = :programme
    AND metric = :metric
    AND unit_code = :county_code
