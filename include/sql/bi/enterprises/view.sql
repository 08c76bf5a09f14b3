-- A county sees its own enterprises here, with the items that it sees; that of another which an
-- item of its own stands under it sees by name only, in bi.rectification_items. Counts are kept up
-- by the publication, by unit and in all: an enterprise without items stands in a part of its own,
-- so that a question for those that have some finds them by an index. Each part has the same types
-- and none is a CTE: else what is asked of the whole would be asked after all of it was made.
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
FROM (
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
        bare.enterprise_id,
        0 AS items_total,
        0 AS items_open,
        0 AS items_overdue,
        0 AS items_recurred
    FROM access.reader AS asking
    CROSS JOIN core.enterprises AS bare
    WHERE
        asking.sees_all
        AND NOT EXISTS (
            SELECT one.enterprise_id
            FROM mart.enterprise_items AS one
            WHERE one.enterprise_id = bare.enterprise_id AND one.county_code = ''
        )
    UNION ALL
    SELECT
        own.enterprise_id,
        CAST(COALESCE(SUM(part.items_total), 0) AS integer) AS items_total,
        CAST(COALESCE(SUM(part.items_open), 0) AS integer) AS items_open,
        CAST(COALESCE(SUM(part.items_overdue), 0) AS integer) AS items_overdue,
        CAST(COALESCE(SUM(part.items_recurred), 0) AS integer) AS items_recurred
    FROM access.reader AS county
    CROSS JOIN core.enterprises AS own
    LEFT JOIN mart.enterprise_items AS part
        ON own.enterprise_id = part.enterprise_id AND part.county_code <> ''
    WHERE NOT county.sees_all AND own.county_code = ANY(county.counties)
    GROUP BY own.enterprise_id
) AS counted
INNER JOIN core.enterprises AS enterprise ON counted.enterprise_id = enterprise.enterprise_id;
