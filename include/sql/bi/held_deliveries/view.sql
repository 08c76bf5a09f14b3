CREATE VIEW bi.held_deliveries AS
SELECT
    hold.delivery_id,
    hold.source,
    delivery.county_code,
    hold.business_date,
    hold.night,
    delivery.file_name,
    hold.rows_read,
    hold.message,
    hold.status,
    hold.released_by,
    hold.released_why,
    hold.released_at,
    hold.superseded_by
FROM ledger.holds AS hold
INNER JOIN ledger.deliveries AS delivery ON hold.delivery_id = delivery.delivery_id;
