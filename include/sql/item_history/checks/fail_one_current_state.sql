-- Every rebuilt item that a source speaks of has exactly one state that lasts; one that a decision
-- has emptied has none.
SELECT touched.item_id
FROM aside.touched_items AS touched
LEFT JOIN aside.item_history AS history
    ON
        touched.item_id = history.item_id
        AND history.valid_to IS NULL
        AND NOT history.is_as_known_then
WHERE touched.is_rebuilt
GROUP BY touched.item_id
HAVING COUNT(history.item_id) <> CASE
    WHEN touched.item_id IN (
        SELECT statement.item_id
        FROM core.statements AS statement
        INNER JOIN ledger.deliveries AS delivery ON statement.delivery_id = delivery.delivery_id
        LEFT JOIN aside.fresh_deliveries AS fresh ON statement.delivery_id = fresh.delivery_id
        WHERE delivery.is_published OR fresh.delivery_id IS NOT NULL
    ) THEN 1
    ELSE 0
END;
