-- Each enterprise that a rebuilt item stands at, as it is known with this night: name, code, county
-- and town as resolved, the industry that was said last (then by the more authoritative source),
-- and by how many names sources called it.
--
-- Which statement said the industry last is kept from night to night: where it still stands, only
-- what is said of the rebuilt items can be later. All that an enterprise has is read where nothing
-- is kept of it, or the statement is gone.
TRUNCATE aside.enterprise_state;

INSERT INTO aside.enterprise_state (
    enterprise_id, enterprise_name, uscc, county_code, town, industry, alias_count, delivery_id,
    record_id
)
WITH
rebuilt AS (
    SELECT
        item.item_id,
        item.enterprise_id
    FROM aside.touched_items AS touched
    INNER JOIN core.items AS item ON touched.item_id = item.item_id
    WHERE touched.is_rebuilt
),

spoken_of AS (
    SELECT DISTINCT rebuilt.enterprise_id
    FROM rebuilt
),

last_words AS (
    SELECT
        item.enterprise_id,
        statement.delivery_id,
        statement.record_id,
        statement.industry,
        statement.business_date,
        statement.authority,
        statement.source
    FROM spoken_of
    INNER JOIN kept.enterprise_industries AS kept_word
        ON spoken_of.enterprise_id = kept_word.enterprise_id
    INNER JOIN core.statements AS statement
        ON
            kept_word.delivery_id = statement.delivery_id
            AND kept_word.record_id = statement.record_id
    INNER JOIN core.items AS item
        ON
            statement.item_id = item.item_id
            AND spoken_of.enterprise_id = item.enterprise_id
    INNER JOIN ledger.deliveries AS delivery ON statement.delivery_id = delivery.delivery_id
    LEFT JOIN aside.fresh_deliveries AS fresh ON statement.delivery_id = fresh.delivery_id
    WHERE
        statement.industry IS NOT NULL
        AND (delivery.is_published OR fresh.delivery_id IS NOT NULL)
),

settled AS (
    SELECT last_words.enterprise_id
    FROM last_words
    UNION ALL
    SELECT kept_word.enterprise_id
    FROM spoken_of
    INNER JOIN kept.enterprise_industries AS kept_word
        ON spoken_of.enterprise_id = kept_word.enterprise_id
    WHERE kept_word.record_id IS NULL
),

asked_items AS (
    SELECT
        rebuilt.item_id,
        rebuilt.enterprise_id
    FROM rebuilt
    UNION
    SELECT
        item.item_id,
        item.enterprise_id
    FROM spoken_of
    INNER JOIN core.items AS item ON spoken_of.enterprise_id = item.enterprise_id
    LEFT JOIN settled ON spoken_of.enterprise_id = settled.enterprise_id
    WHERE settled.enterprise_id IS NULL
),

words AS (
    SELECT
        last_words.enterprise_id,
        last_words.delivery_id,
        last_words.record_id,
        last_words.industry,
        last_words.business_date,
        last_words.authority,
        last_words.source
    FROM last_words
    UNION ALL
    SELECT
        asked_items.enterprise_id,
        statement.delivery_id,
        statement.record_id,
        statement.industry,
        statement.business_date,
        statement.authority,
        statement.source
    FROM asked_items
    INNER JOIN core.statements AS statement ON asked_items.item_id = statement.item_id
    INNER JOIN ledger.deliveries AS delivery ON statement.delivery_id = delivery.delivery_id
    LEFT JOIN aside.fresh_deliveries AS fresh ON statement.delivery_id = fresh.delivery_id
    WHERE
        statement.industry IS NOT NULL
        AND (delivery.is_published OR fresh.delivery_id IS NOT NULL)
),

industries AS (
    SELECT DISTINCT ON (words.enterprise_id)
        words.enterprise_id,
        words.industry,
        words.delivery_id,
        words.record_id
    FROM words
    ORDER BY
        words.enterprise_id ASC, words.business_date DESC, words.authority DESC,
        words.source ASC, words.record_id ASC
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
    COALESCE(names.alias_count, 0) AS alias_count,
    industries.delivery_id,
    industries.record_id
FROM spoken_of
INNER JOIN core.enterprises AS enterprise ON spoken_of.enterprise_id = enterprise.enterprise_id
LEFT JOIN industries ON enterprise.enterprise_id = industries.enterprise_id
LEFT JOIN names ON enterprise.enterprise_id = names.enterprise_id;
