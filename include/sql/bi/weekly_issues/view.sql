CREATE VIEW bi.weekly_issues AS
SELECT
    week,
    edition,
    as_of,
    issued_at,
    why,
    digest,
    edition = MAX(edition) OVER (PARTITION BY week) AS is_newest
FROM mart.weekly_issues;
