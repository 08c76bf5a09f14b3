CREATE VIEW bi.campaign_progress AS
WITH codes AS (
    SELECT DISTINCT
        county_code,
        unit_code
    FROM core.unit_history
)

SELECT
    progress.business_date,
    progress.programme,
    progress.metric,
    progress.county_code,
    progress.value,
    progress.target,
    progress.previous_year_value,
    progress.status,
    progress.numerator,
    progress.denominator,
    progress.printed,
    COALESCE(codes.unit_code, progress.county_code) AS unit_code
FROM mart.campaign_progress AS progress
LEFT JOIN codes ON progress.county_code = codes.county_code;
