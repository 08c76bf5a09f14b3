-- What each enterprise has of the items that stand published, as of the last published night: what
-- the rebuilt items were is taken off, what they are now is added, and items whose due date passes
-- with this night become overdue. Counted by the unit whose items they are, and in all (''): the
-- first alone is what a unit's login may ask for. Only enterprises that this concerns stand here.
-- A merge may tell that an item came back: what is taken off is what was published of it.
TRUNCATE aside.enterprise_items;

INSERT INTO aside.enterprise_items (
    enterprise_id, county_code, items_total, items_open, items_overdue, items_recurred
)
WITH
as_of AS (
    SELECT
        MAX(published.night) AS night_before,
        GREATEST(MAX(published.night), %(night)s::date) AS night
    FROM mart.nights AS published
),

changes AS (
    SELECT
        item.item_id,
        item.county_code,
        -1 AS total,
        -item.is_open::integer AS open,
        CASE WHEN item.due_on < as_of.night_before THEN -1 ELSE 0 END AS past_due,
        item.status,
        item.has_recurred
    FROM mart.item_state AS item
    INNER JOIN aside.touched_items AS touched ON item.item_id = touched.item_id
    CROSS JOIN as_of
    WHERE touched.is_rebuilt
    UNION ALL
    SELECT
        item.item_id,
        item.county_code,
        1 AS total,
        item.is_open::integer AS open,
        CASE WHEN item.due_on < as_of.night THEN 1 ELSE 0 END AS past_due,
        item.status,
        item.has_recurred
    FROM aside.item_state AS item
    CROSS JOIN as_of
    UNION ALL
    SELECT
        item.item_id,
        item.county_code,
        0 AS total,
        0 AS open,
        1 AS past_due,
        item.status,
        item.has_recurred
    FROM as_of
    INNER JOIN mart.item_state AS item
        ON as_of.night_before <= item.due_on AND as_of.night > item.due_on
    LEFT JOIN aside.touched_items AS touched
        ON item.item_id = touched.item_id AND touched.is_rebuilt
    WHERE item.status IN ('open', 'in_progress') AND touched.item_id IS NULL
),

by_enterprise AS (
    SELECT
        item.enterprise_id,
        COALESCE(changes.county_code, '') AS county_code,
        SUM(changes.total) AS items_total,
        SUM(changes.open) AS items_open,
        SUM(changes.past_due) FILTER (WHERE changes.status IN ('open', 'in_progress'))
            AS items_overdue,
        SUM(changes.total) FILTER (WHERE changes.has_recurred) AS items_recurred
    FROM changes
    INNER JOIN core.items AS item ON changes.item_id = item.item_id
    GROUP BY GROUPING SETS ((item.enterprise_id, changes.county_code), (item.enterprise_id))
)

SELECT
    more.enterprise_id,
    more.county_code,
    COALESCE(known.items_total, 0) + more.items_total AS items_total,
    COALESCE(known.items_open, 0) + more.items_open AS items_open,
    COALESCE(known.items_overdue, 0) + COALESCE(more.items_overdue, 0) AS items_overdue,
    COALESCE(known.items_recurred, 0) + COALESCE(more.items_recurred, 0) AS items_recurred
FROM by_enterprise AS more
LEFT JOIN LATERAL (  -- looked up, where a join would read them all
    SELECT
        its.items_total,
        its.items_open,
        its.items_overdue,
        its.items_recurred
    FROM mart.enterprise_items AS its
    WHERE more.enterprise_id = its.enterprise_id AND more.county_code = its.county_code
    OFFSET 0  -- noqa: AM09
) AS known ON TRUE;
