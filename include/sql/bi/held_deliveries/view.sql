CREATE VIEW bi.held_deliveries AS
SELECT
    held.delivery_id,
    held.source,
    delivery.county_code,
    held.business_date,
    held.night,
    delivery.file_name,
    held.rows_read,
    held.message,
    held.status,
    LEFT(held.released_by, 1) || '**' AS released_by,
    held.released_why,
    held.released_at,
    held.superseded_by
FROM ledger.holds AS held
INNER JOIN ledger.deliveries AS delivery ON held.delivery_id = delivery.delivery_id;
