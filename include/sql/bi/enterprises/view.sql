-- A county sees its own enterprises here; that of another which an item of its own stands under it
-- sees by name only, in bi.rectification_items.
CREATE VIEW bi.enterprises AS
WITH
aliases AS (
    SELECT
        enterprise_id,
        ARRAY_AGG(DISTINCT name ORDER BY name) AS aliases
    FROM core.enterprise_names
    GROUP BY enterprise_id
),

counts AS (
    SELECT
        enterprise_id,
        COUNT(*) AS items_total,
        COUNT(*) FILTER (WHERE is_open) AS items_open,
        COUNT(*) FILTER (WHERE is_overdue) AS items_overdue,
        COUNT(*) FILTER (WHERE recurrence_of IS NOT NULL) AS items_recurred
    FROM bi.rectification_items
    GROUP BY enterprise_id
)

SELECT
    enterprise.enterprise_id,
    enterprise.enterprise_name,
    enterprise.uscc,
    enterprise.uscc IS NOT NULL AS uscc_valid,
    aliases.aliases,
    enterprise.county_code,
    COALESCE(counts.items_total, 0) AS items_total,
    COALESCE(counts.items_open, 0) AS items_open,
    COALESCE(counts.items_overdue, 0) AS items_overdue,
    COALESCE(counts.items_recurred, 0) AS items_recurred
FROM core.enterprises AS enterprise
LEFT JOIN aliases ON enterprise.enterprise_id = aliases.enterprise_id
LEFT JOIN counts ON enterprise.enterprise_id = counts.enterprise_id
CROSS JOIN access.reader AS reader
WHERE reader.sees_all OR enterprise.county_code = ANY(reader.counties);
