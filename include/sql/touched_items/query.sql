-- What a build is about: the night; the deliveries that came with it or that no build published
-- yet, `is_news` where they can change numbers and nobody said so (a replay marks the nights that
-- it outdates itself); and the items to work out. An item is rebuilt when such a delivery speaks
-- of it, or a decision moved a row to or from it. It was told later when a night after this one
-- brought word from on or before it: its state of this night is then worked out from what was
-- known by it.
TRUNCATE aside.nights;

INSERT INTO aside.nights (night) VALUES (%(night)s);

TRUNCATE aside.fresh_deliveries;

INSERT INTO aside.fresh_deliveries (delivery_id, is_news)
SELECT
    delivery_id,
    NOT is_published AND NOT is_replayed AND status IN ('loaded', 'partial') AS is_news
FROM ledger.deliveries
WHERE night <= %(night)s AND (night = %(night)s OR NOT is_published);

ANALYZE aside.fresh_deliveries;

TRUNCATE aside.touched_items;

INSERT INTO aside.touched_items (item_id, is_rebuilt, was_told_later)
WITH
rebuilt AS (
    SELECT statement.item_id
    FROM core.statements AS statement
    INNER JOIN aside.fresh_deliveries AS fresh ON statement.delivery_id = fresh.delivery_id
    UNION
    SELECT source_row.item_id
    FROM core.source_rows AS source_row
    INNER JOIN aside.fresh_deliveries AS fresh ON source_row.changed_by = fresh.delivery_id
    UNION
    SELECT moved.item_id
    FROM core.item_moves AS moved_row
    CROSS JOIN
        LATERAL (VALUES (moved_row.from_item), (moved_row.to_item)) AS moved (item_id)
    WHERE NOT moved_row.is_published
),

told_later AS (
    SELECT DISTINCT statement.item_id
    FROM core.statements AS statement
    INNER JOIN ledger.deliveries AS delivery ON statement.delivery_id = delivery.delivery_id
    WHERE delivery.night > %(night)s AND statement.business_date <= %(night)s
)

SELECT
    COALESCE(rebuilt.item_id, told_later.item_id) AS item_id,
    rebuilt.item_id IS NOT NULL AS is_rebuilt,
    told_later.item_id IS NOT NULL AS was_told_later
FROM rebuilt
FULL JOIN told_later ON rebuilt.item_id = told_later.item_id;

ANALYZE aside.touched_items;
