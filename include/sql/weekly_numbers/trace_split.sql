-- What of a metric falls to a member of a dimension, for the city; nothing counted is none.
SELECT COALESCE(MAX(printed), 0) AS printed
FROM bi.campaign_breakdown
WHERE
    business_date = :until
    AND programme = :programme
    AND metric = :metric
    AND dimension = :dimension
    AND member = :member
    AND county_code = :county_code
