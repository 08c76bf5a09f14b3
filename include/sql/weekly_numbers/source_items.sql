-- Items that a source had reported by a night, as they stood then.
SELECT
    told.source,
    counted.metric,
    COUNT(DISTINCT item.item_id) AS amount
FROM bi.item_sources AS told
INNER JOIN bi.night_items AS item ON told.item_id = item.item_id
CROSS JOIN
    LATERAL (
        VALUES
        ('reported', item.status <> 'withdrawn'),
        ('rectified', item.status IN ('rectified', 'verified')),
        ('overdue', item.due_on < item.as_of AND item.status IN ('open', 'in_progress')),
        ('major_open', item.level = 'major' AND item.is_open AND item.status <> 'withdrawn')
    ) AS counted (metric, is_so)
WHERE
    item.as_of = :until
    AND told.business_date <= :until
    AND told.source = ANY(:sources)
    AND counted.is_so
GROUP BY told.source, counted.metric
