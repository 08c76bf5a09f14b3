-- A county sees its own enterprises here, with the items that it sees; that of another which an
-- item of its own stands under it sees by name only, in bi.rectification_items. Counts are kept up
-- by the publication, by unit and in all: an enterprise without items stands in a part of its own,
-- so that a question for those that have some finds them by an index.
CREATE VIEW bi.enterprises AS
WITH
counted AS (
    SELECT
        has.enterprise_id,
        has.items_total,
        has.items_open,
        has.items_overdue,
        has.items_recurred
    FROM access.reader AS reader
    CROSS JOIN mart.enterprise_items AS has
    WHERE reader.sees_all AND has.county_code = ''
    UNION ALL
    SELECT
        enterprise.enterprise_id,
        0 AS items_total,
        0 AS items_open,
        0 AS items_overdue,
        0 AS items_recurred
    FROM access.reader AS reader
    CROSS JOIN core.enterprises AS enterprise
    WHERE
        reader.sees_all
        AND NOT EXISTS (
            SELECT has.enterprise_id
            FROM mart.enterprise_items AS has
            WHERE has.enterprise_id = enterprise.enterprise_id AND has.county_code = ''
        )
    UNION ALL
    SELECT
        enterprise.enterprise_id,
        COALESCE(SUM(has.items_total), 0) AS items_total,
        COALESCE(SUM(has.items_open), 0) AS items_open,
        COALESCE(SUM(has.items_overdue), 0) AS items_overdue,
        COALESCE(SUM(has.items_recurred), 0) AS items_recurred
    FROM access.reader AS reader
    CROSS JOIN core.enterprises AS enterprise
    LEFT JOIN mart.enterprise_items AS has
        ON enterprise.enterprise_id = has.enterprise_id AND has.county_code <> ''
    WHERE NOT reader.sees_all AND enterprise.county_code = ANY(reader.counties)
    GROUP BY enterprise.enterprise_id
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
FROM counted
INNER JOIN core.enterprises AS enterprise ON counted.enterprise_id = enterprise.enterprise_id;
