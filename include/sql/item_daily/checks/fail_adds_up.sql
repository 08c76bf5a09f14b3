-- The night's groups hold every item exactly once, and no part is larger than the whole.
WITH
totals AS (
    SELECT
        COALESCE(SUM(found_total), 0) AS found_total,
        COALESCE(
            BOOL_OR(
                open_count > found_total
                OR overdue_count > open_count
                OR rectified_count + verified_count > found_total
                OR recurred_count > found_total
            ),
            FALSE
        ) AS has_overfull_group
    FROM aside.item_daily
),

items AS (
    SELECT
        COALESCE(SUM(item.sign), 0)
        + COALESCE((SELECT counting.items_before FROM aside.counting), 0) AS item_count
    FROM aside.item_as_of AS item
)

SELECT
    totals.found_total,
    items.item_count,
    totals.has_overfull_group
FROM totals
CROSS JOIN items
WHERE totals.found_total <> items.item_count OR totals.has_overfull_group;
