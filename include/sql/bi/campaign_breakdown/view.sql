CREATE VIEW bi.campaign_breakdown AS
WITH codes AS (
    SELECT DISTINCT
        county_code,
        unit_code
    FROM core.unit_history
)

SELECT
    split.business_date,
    split.programme,
    split.metric,
    split.dimension,
    split.member,
    split.county_code,
    split.value,
    split.numerator,
    split.denominator,
    split.printed,
    COALESCE(codes.unit_code, split.county_code) AS unit_code
FROM mart.campaign_breakdown AS split
LEFT JOIN codes ON split.county_code = codes.county_code;
