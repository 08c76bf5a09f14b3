-- An enterprise without items stands in a part of its own, so that a question for those that have
-- some finds them by an index.
CREATE VIEW bi.enterprises AS
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
FROM mart.enterprise_items AS counted
INNER JOIN core.enterprises AS enterprise ON counted.enterprise_id = enterprise.enterprise_id
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
FROM core.enterprises AS enterprise
WHERE NOT EXISTS (
    SELECT counted.enterprise_id
    FROM mart.enterprise_items AS counted
    WHERE counted.enterprise_id = enterprise.enterprise_id
);
