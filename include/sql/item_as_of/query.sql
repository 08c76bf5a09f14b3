-- Every item known by the night and found on or before it, in the state it had that night.
TRUNCATE aside.item_as_of;

INSERT INTO aside.item_as_of (
    item_id, status, level, due_on, found_on, is_open, rectified_on, verified_on, closed_on,
    county_code, channel, has_recurred
)
WITH
history AS (
    SELECT * FROM aside.item_history
    UNION ALL
    SELECT published.*
    FROM mart.item_history AS published
    LEFT JOIN aside.touched_items AS touched ON published.item_id = touched.item_id
    WHERE touched.item_id IS NULL
)

SELECT
    history.item_id,
    history.status,
    history.level,
    history.due_on,
    history.found_on,
    history.is_open,
    history.rectified_on,
    history.verified_on,
    history.closed_on,
    history.county_code,
    history.channel,
    item.recurrence_of IS NOT NULL AS has_recurred
FROM history
INNER JOIN core.items AS item ON history.item_id = item.item_id
WHERE
    history.valid_from <= %(night)s
    AND (history.valid_to IS NULL OR history.valid_to > %(night)s)
    AND history.found_on <= %(night)s;
