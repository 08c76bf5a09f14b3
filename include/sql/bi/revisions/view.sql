CREATE VIEW bi.revisions AS
SELECT
    business_date,
    metric,
    county_code,
    old_value,
    new_value,
    cause,
    revised_at,
    NULLIF(programme, '') AS programme,
    NULLIF(level, '') AS level,
    NULLIF(channel, '') AS channel,
    is_published
FROM mart.revisions;
