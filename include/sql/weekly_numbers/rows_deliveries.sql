-- The deliveries behind a count over a week's nights: late is what came by the week's end after the
-- night it was due, missing what did not.
SELECT
    deliveries.*,
    counted.amount
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
WHERE
    deliveries.night BETWEEN :since AND :until
    AND counted.metric = :metric
    AND counted.amount > 0
    AND (
        CAST(:county_code AS TEXT) IS NULL
        OR COALESCE(deliveries.county_code, '') IN (
            SELECT CAST(:county_code AS TEXT) AS unit_code
            UNION ALL
            SELECT term.unit_code
            FROM bi.unit_history AS term
            WHERE term.county_code = :county_code
        )
    )
    AND deliveries.source = COALESCE(CAST(:source AS TEXT), deliveries.source)
ORDER BY deliveries.night, deliveries.source
