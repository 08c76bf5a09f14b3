CREATE VIEW bi.revisions AS
SELECT
    business_date,
    metric,
    county_code,
    old_value,
    new_value,
    cause,
    revised_at
FROM mart.revisions;
