CREATE VIEW bi.deliveries AS
SELECT
    delivery.delivery_id,
    delivery.source,
    delivery.county_code,
    delivery.business_date,
    delivery.night,
    delivery.file_name,
    delivery.sha256,
    delivery.status,
    delivery.is_late,
    delivery.rows_received,
    delivery.rows_loaded,
    delivery.rows_quarantined,
    delivery.rows_skipped,
    delivery.items_new,
    delivery.items_updated,
    delivery.items_unchanged,
    delivery.items_duplicate,
    delivery.message,
    delivery.kind,
    CASE
        WHEN delivery.status = 'missing'
            THEN (
                SELECT MIN(late.night)
                FROM ledger.deliveries AS late
                WHERE
                    late.source = delivery.source
                    AND late.business_date
                    BETWEEN COALESCE(delivery.due_since, delivery.business_date)
                    AND delivery.business_date
                    AND late.status <> 'missing'
            )
    END AS came_on
FROM ledger.deliveries AS delivery;
