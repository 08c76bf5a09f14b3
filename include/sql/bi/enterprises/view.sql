-- A county sees its own enterprises here, with the items that it sees; that of another which an item
-- of its own stands under it sees by name only, in bi.rectification_items. For who sees all, counts
-- are kept up by the publication: an enterprise without items stands in a part of its own, so that a
-- question for those that have some finds them by an index.
CREATE VIEW bi.enterprises AS
WITH
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
    (
        SELECT ARRAY_AGG(DISTINCT known.name ORDER BY known.name)
        FROM core.enterprise_names AS known
        WHERE known.enterprise_id = enterprise.enterprise_id
    ) AS aliases,
    enterprise.county_code,
    counted.items_total,
    counted.items_open,
    counted.items_overdue,
    counted.items_recurred
FROM access.reader AS reader
CROSS JOIN mart.enterprise_items AS counted
INNER JOIN core.enterprises AS enterprise ON counted.enterprise_id = enterprise.enterprise_id
WHERE reader.sees_all
UNION ALL
SELECT
    enterprise.enterprise_id,
    enterprise.enterprise_name,
    enterprise.uscc,
    enterprise.uscc IS NOT NULL AS uscc_valid,
    (
        SELECT ARRAY_AGG(DISTINCT known.name ORDER BY known.name)
        FROM core.enterprise_names AS known
        WHERE known.enterprise_id = enterprise.enterprise_id
    ) AS aliases,
    enterprise.county_code,
    0 AS items_total,
    0 AS items_open,
    0 AS items_overdue,
    0 AS items_recurred
FROM access.reader AS reader
CROSS JOIN core.enterprises AS enterprise
WHERE
    reader.sees_all
    AND NOT EXISTS (
        SELECT counted.enterprise_id
        FROM mart.enterprise_items AS counted
        WHERE counted.enterprise_id = enterprise.enterprise_id
    )
UNION ALL
SELECT
    enterprise.enterprise_id,
    enterprise.enterprise_name,
    enterprise.uscc,
    enterprise.uscc IS NOT NULL AS uscc_valid,
    (
        SELECT ARRAY_AGG(DISTINCT known.name ORDER BY known.name)
        FROM core.enterprise_names AS known
        WHERE known.enterprise_id = enterprise.enterprise_id
    ) AS aliases,
    enterprise.county_code,
    COALESCE(counts.items_total, 0) AS items_total,
    COALESCE(counts.items_open, 0) AS items_open,
    COALESCE(counts.items_overdue, 0) AS items_overdue,
    COALESCE(counts.items_recurred, 0) AS items_recurred
FROM access.reader AS reader
CROSS JOIN core.enterprises AS enterprise
LEFT JOIN counts ON enterprise.enterprise_id = counts.enterprise_id
WHERE NOT reader.sees_all AND enterprise.county_code = ANY(reader.counties);
