-- Counts over the deliveries of a week's nights, one row a unit, source and count. What came by the
-- week's end after the night it was due is late, and not missing as well.
SELECT
    deliveries.source,
    counted.metric,
    COALESCE(deliveries.county_code, '') AS county_code,
    COALESCE(SUM(counted.amount), 0) AS amount
FROM bi.deliveries AS deliveries
CROSS JOIN
    LATERAL (
        VALUES
        ('files_received', CAST(deliveries.status <> 'missing' AS INTEGER)),
        ('files_late', CAST(deliveries.is_late AND deliveries.status <> 'missing' AS INTEGER)),
        ('files_rejected', CAST(deliveries.status = 'rejected' AS INTEGER)),
        ('files_held', CAST(deliveries.status = 'held' AS INTEGER)),
        (
            'files_missing',
            CAST(
                deliveries.status = 'missing' AND COALESCE(deliveries.came_on > :until, TRUE)
                AS INTEGER
            )
        ),
        ('rows_received', COALESCE(deliveries.rows_received, 0)),
        ('rows_loaded', COALESCE(deliveries.rows_loaded, 0)),
        ('rows_quarantined', COALESCE(deliveries.rows_quarantined, 0)),
        ('rows_skipped', COALESCE(deliveries.rows_skipped, 0))
    ) AS counted (metric, amount)
WHERE deliveries.night BETWEEN :since AND :until
GROUP BY COALESCE(deliveries.county_code, ''), deliveries.source, counted.metric
ORDER BY COALESCE(deliveries.county_code, ''), deliveries.source, counted.metric
