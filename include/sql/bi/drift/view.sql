CREATE VIEW bi.drift AS
SELECT
    drift.delivery_id,
    delivery.source,
    delivery.business_date,
    drift.kind,
    drift.column_name,
    drift.message
FROM ledger.drift AS drift
INNER JOIN ledger.deliveries AS delivery ON drift.delivery_id = delivery.delivery_id;
