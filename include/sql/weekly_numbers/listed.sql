-- Items of a night that belong on a list, counted by unit and day.
SELECT
    listed.metric,
    item.unit_code AS county_code,
    listed.day,
    COUNT(*) AS amount
FROM bi.night_items AS item
CROSS JOIN
    LATERAL (
        VALUES
        (
            'overdue',
            CAST(NULL AS DATE),
            item.due_on < item.as_of AND item.status IN ('open', 'in_progress')
        ),
        ('supervised', NULL, item.supervised),
        ('came_back', NULL, item.has_recurred AND item.found_on BETWEEN :since AND :until),
        (
            'due',
            item.due_on,
            item.due_on BETWEEN CAST(:next_first AS DATE) AND CAST(:next_last AS DATE)
            AND item.status IN ('open', 'in_progress')
        ),
        (
            'due_major',
            item.due_on,
            item.due_on BETWEEN CAST(:next_first AS DATE) AND CAST(:next_last AS DATE)
            AND item.status IN ('open', 'in_progress')
            AND item.level = 'major'
        )
    ) AS listed (metric, day, is_so)
WHERE item.as_of = :until AND item.status <> 'withdrawn' AND listed.is_so
GROUP BY listed.metric, item.unit_code, listed.day
