-- Items of which this night or an unpublished one before it brought anything new.
TRUNCATE aside.touched_items;

INSERT INTO aside.touched_items (item_id)
WITH
fresh AS (
    SELECT delivery_id
    FROM ledger.deliveries
    WHERE night <= %(night)s AND (night = %(night)s OR NOT is_published)
)

SELECT statement.item_id
FROM core.statements AS statement
INNER JOIN fresh ON statement.delivery_id = fresh.delivery_id
UNION
SELECT source_row.item_id
FROM core.source_rows AS source_row
INNER JOIN fresh ON source_row.changed_by = fresh.delivery_id;
