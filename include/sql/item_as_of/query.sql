-- Every item known by the night and found on or before it, in the state it had that night: as
-- known then where more was told of it later, else from its history, newly built or published. Its
-- county bears the code that it had that night.
TRUNCATE aside.item_as_of;

INSERT INTO aside.item_as_of (
    item_id, status, level, due_on, found_on, is_open, rectified_on, verified_on, done_on,
    closed_on, county_code, channel, has_recurred
)
WITH
told AS (
    SELECT
        history.item_id,
        history.valid_from,
        history.valid_to,
        history.status,
        history.level,
        history.due_on,
        history.found_on,
        history.is_open,
        history.rectified_on,
        history.verified_on,
        history.done_on,
        history.closed_on,
        history.county_code,
        history.channel
    FROM aside.item_history AS history
    INNER JOIN aside.touched_items AS touched
        ON
            history.item_id = touched.item_id
            AND history.is_as_known_then = touched.was_told_later
    UNION ALL
    SELECT
        published.item_id,
        published.valid_from,
        published.valid_to,
        published.status,
        published.level,
        published.due_on,
        published.found_on,
        published.is_open,
        published.rectified_on,
        published.verified_on,
        published.done_on,
        published.closed_on,
        published.county_code,
        published.channel
    FROM mart.item_history AS published
    LEFT JOIN aside.touched_items AS touched ON published.item_id = touched.item_id
    WHERE touched.item_id IS NULL
)

SELECT
    told.item_id,
    told.status,
    told.level,
    told.due_on,
    told.found_on,
    told.is_open,
    told.rectified_on,
    told.verified_on,
    told.done_on,
    told.closed_on,
    COALESCE(unit.county_code, told.county_code) AS county_code,
    told.channel,
    item.recurrence_of IS NOT NULL AS has_recurred
FROM told
INNER JOIN core.items AS item ON told.item_id = item.item_id
LEFT JOIN core.unit_history AS unit
    ON
        told.county_code = unit.unit_code
        AND unit.valid_from <= %(night)s
        AND (unit.valid_to IS NULL OR unit.valid_to > %(night)s)
WHERE
    told.valid_from <= %(night)s
    AND (told.valid_to IS NULL OR told.valid_to > %(night)s)
    AND told.found_on <= %(night)s;
