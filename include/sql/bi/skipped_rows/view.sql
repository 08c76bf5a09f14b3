CREATE VIEW bi.skipped_rows AS
SELECT
    skipped.delivery_id,
    delivery.source,
    delivery.business_date,
    skipped.file_name,
    skipped.sheet,
    skipped.row_number,
    skipped.reason,
    skipped.words
FROM ledger.rows AS skipped
INNER JOIN ledger.deliveries AS delivery ON skipped.delivery_id = delivery.delivery_id
WHERE skipped.outcome = 'skipped';
