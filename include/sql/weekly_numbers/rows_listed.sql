-- Items of a night that belong on a list, of a unit or of all; between two days where given.
SELECT item.*
FROM bi.night_items AS item
CROSS JOIN
    LATERAL (
        VALUES
        ('overdue', item.due_on < item.as_of AND item.status IN ('open', 'in_progress')),
        ('supervised', item.supervised),
        (
            'came_back',
            item.has_recurred
            AND item.found_on BETWEEN CAST(:since AS DATE) AND CAST(:through AS DATE)
        ),
        (
            'due',
            item.due_on BETWEEN CAST(:since AS DATE) AND CAST(:through AS DATE)
            AND item.status IN ('open', 'in_progress')
        ),
        (
            'due_major',
            item.due_on BETWEEN CAST(:since AS DATE) AND CAST(:through AS DATE)
            AND item.status IN ('open', 'in_progress')
            AND item.level = 'major'
        )
    ) AS listed (metric, is_so)
WHERE
    item.as_of = :until
    AND item.status <> 'withdrawn'
    AND listed.metric = :metric
    AND listed.is_so
    AND (
        CAST(:county_code AS TEXT) IS NULL
        OR item.unit_code IN (
            SELECT CAST(:county_code AS TEXT) AS unit_code
            UNION ALL
            SELECT term.unit_code
            FROM bi.unit_history AS term
            WHERE term.county_code = :county_code
        )
    )
ORDER BY item.due_on ASC NULLS LAST, item.item_id ASC
