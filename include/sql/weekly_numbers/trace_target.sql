-- A metric's target on a night, for a unit or the city.
SELECT target AS printed
FROM bi.campaign_progress
WHERE
    business_date = :until
    AND programme = :programme
    AND metric = :metric
    AND unit_code = :county_code
