-- A state ends on the day the next one begins.
SELECT item_id
FROM (
    SELECT
        item_id,
        valid_to,
        LEAD(valid_from) OVER (
            PARTITION BY item_id, is_as_known_then ORDER BY valid_from ASC
        ) AS next_from
    FROM aside.item_history
) AS steps
WHERE valid_to IS DISTINCT FROM next_from;
