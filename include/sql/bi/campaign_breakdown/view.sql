CREATE VIEW bi.campaign_breakdown AS
SELECT
    business_date,
    programme,
    metric,
    dimension,
    member,
    county_code,
    value,
    numerator,
    denominator,
    printed
FROM mart.campaign_breakdown;
