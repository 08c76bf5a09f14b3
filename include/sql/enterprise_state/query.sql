-- Each enterprise that a rebuilt item stands at, as it is known with this night: name, code, county
-- and town as resolved, the industry that was said last (then by the more authoritative source),
-- and by how many names sources called it.
TRUNCATE aside.enterprise_state;

INSERT INTO aside.enterprise_state (
    enterprise_id, enterprise_name, uscc, county_code, town, industry, alias_count
)
WITH
spoken_of AS (
    SELECT DISTINCT item.enterprise_id
    FROM aside.touched_items AS touched
    INNER JOIN core.items AS item ON touched.item_id = item.item_id
    WHERE touched.is_rebuilt
),

industries AS (
    SELECT DISTINCT ON (item.enterprise_id)
        item.enterprise_id,
        statement.industry
    FROM spoken_of
    INNER JOIN core.items AS item ON spoken_of.enterprise_id = item.enterprise_id
    INNER JOIN core.statements AS statement ON item.item_id = statement.item_id
    INNER JOIN ledger.deliveries AS delivery ON statement.delivery_id = delivery.delivery_id
    LEFT JOIN aside.fresh_deliveries AS fresh ON statement.delivery_id = fresh.delivery_id
    WHERE
        statement.industry IS NOT NULL
        AND (delivery.is_published OR fresh.delivery_id IS NOT NULL)
    ORDER BY
        item.enterprise_id ASC, statement.business_date DESC, statement.authority DESC,
        statement.source ASC, statement.record_id ASC
),

names AS (
    SELECT
        known.enterprise_id,
        COUNT(DISTINCT known.name) AS alias_count
    FROM spoken_of
    INNER JOIN core.enterprise_names AS known ON spoken_of.enterprise_id = known.enterprise_id
    GROUP BY known.enterprise_id
)

SELECT
    enterprise.enterprise_id,
    enterprise.enterprise_name,
    enterprise.uscc,
    enterprise.county_code,
    enterprise.town,
    industries.industry,
    COALESCE(names.alias_count, 0) AS alias_count
FROM spoken_of
INNER JOIN core.enterprises AS enterprise ON spoken_of.enterprise_id = enterprise.enterprise_id
LEFT JOIN industries ON enterprise.enterprise_id = industries.enterprise_id
LEFT JOIN names ON enterprise.enterprise_id = names.enterprise_id;
