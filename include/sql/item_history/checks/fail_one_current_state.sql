-- Every rebuilt item has exactly one state that lasts.
SELECT touched.item_id
FROM aside.touched_items AS touched
LEFT JOIN aside.item_history AS history
    ON
        touched.item_id = history.item_id
        AND history.valid_to IS NULL
        AND NOT history.is_as_known_then
WHERE touched.is_rebuilt
GROUP BY touched.item_id
HAVING COUNT(history.item_id) <> 1;
