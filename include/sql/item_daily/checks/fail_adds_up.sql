-- The night's groups hold every item exactly once, and no part is larger than the whole.
SELECT
    totals.found_total,
    items.item_count
FROM (SELECT COALESCE(SUM(found_total), 0) AS found_total FROM aside.item_daily) AS totals
CROSS JOIN (SELECT COUNT(*) AS item_count FROM aside.item_as_of) AS items
WHERE
    totals.found_total <> items.item_count
    OR EXISTS (
        SELECT 1 FROM aside.item_daily
        WHERE
            open_count > found_total
            OR overdue_count > open_count
            OR rectified_count + verified_count > found_total
    );
