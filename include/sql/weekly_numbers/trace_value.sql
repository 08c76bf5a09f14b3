-- A metric as it is printed on a night, for a unit or the city.
SELECT printed
FROM bi.campaign_progress
WHERE
    business_date = :until
    AND programme = :programme
    AND metric = :metric
    AND unit_code = :county_code
