CREATE VIEW bi.campaign_progress AS
SELECT
    business_date,
    programme,
    metric,
    county_code,
    value,
    target,
    previous_year_value,
    status,
    numerator,
    denominator,
    printed
FROM mart.campaign_progress;
