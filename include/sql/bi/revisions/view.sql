-- What brought a night new numbers names deliveries of every unit; a county reads that it happened.
CREATE VIEW bi.revisions AS
SELECT
    revised.business_date,
    revised.metric,
    revised.county_code,
    revised.old_value,
    revised.new_value,
    CASE
        WHEN reader.sees_all THEN revised.cause
        ELSE '有新的报送、更正或判定'
    END AS cause,
    revised.revised_at,
    NULLIF(revised.programme, '') AS programme,
    NULLIF(revised.level, '') AS level,
    NULLIF(revised.channel, '') AS channel,
    revised.is_published
FROM mart.revisions AS revised
CROSS JOIN access.reader AS reader;
