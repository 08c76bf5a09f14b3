-- Every rebuilt item that a source speaks of has exactly one state that lasts; one that a decision
-- has emptied has none. Its statements are looked up item by item: a list of all that are spoken of
-- is longer than memory where there are millions.
SELECT touched.item_id
FROM aside.touched_items AS touched
LEFT JOIN aside.item_history AS history
    ON
        touched.item_id = history.item_id
        AND history.valid_to IS NULL
        AND NOT history.is_as_known_then
LEFT JOIN LATERAL (
    SELECT COUNT(*) > 0 AS is_spoken_of
    FROM core.statements AS statement
    INNER JOIN ledger.deliveries AS delivery ON statement.delivery_id = delivery.delivery_id
    LEFT JOIN aside.fresh_deliveries AS fresh ON statement.delivery_id = fresh.delivery_id
    WHERE
        statement.item_id = touched.item_id
        AND (delivery.is_published OR fresh.delivery_id IS NOT NULL)
) AS said ON TRUE
WHERE touched.is_rebuilt
GROUP BY touched.item_id, said.is_spoken_of
HAVING COUNT(history.item_id) <> CASE WHEN said.is_spoken_of THEN 1 ELSE 0 END;
