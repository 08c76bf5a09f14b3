-- What an item is now is the last thing its history says.
SELECT history.item_id
FROM aside.item_history AS history
LEFT JOIN aside.item_state AS state ON history.item_id = state.item_id
WHERE
    history.valid_to IS NULL
    AND NOT history.is_as_known_then
    AND (history.status, history.level, history.is_open)
    IS DISTINCT FROM (state.status, state.level, state.is_open);
