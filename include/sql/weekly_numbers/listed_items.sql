-- The first items of each annex: what is overdue longest, what is supervised and not yet closed.
WITH chosen AS (
    SELECT
        listed.metric,
        item.unit_code AS county_code,
        item.enterprise_name,
        item.description,
        item.level,
        item.status,
        item.found_on,
        item.due_on,
        ROW_NUMBER() OVER (
            PARTITION BY listed.metric
            ORDER BY
                item.is_open DESC, item.due_on ASC NULLS LAST, item.found_on ASC, item.item_id ASC
        ) AS place
    FROM bi.night_items AS item
    CROSS JOIN
        LATERAL (
            VALUES
            ('overdue', item.due_on < item.as_of AND item.status IN ('open', 'in_progress')),
            ('supervised', item.supervised)
        ) AS listed (metric, is_so)
    WHERE item.as_of = :until AND item.status <> 'withdrawn' AND listed.is_so
)

SELECT
    metric,
    county_code,
    enterprise_name,
    COALESCE(description, '') AS description,
    level,
    status,
    found_on,
    due_on
FROM chosen
WHERE place <= :most
ORDER BY metric ASC, place ASC
