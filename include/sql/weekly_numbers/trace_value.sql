-- A metric's value on a night, for a unit or the city.
SELECT value
FROM bi.campaign_progress
WHERE
    business_date = :until
    AND programme = :programme
    AND metric = :metric
    AND county_code = :county_code
