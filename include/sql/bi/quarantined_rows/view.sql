CREATE VIEW bi.quarantined_rows AS
SELECT
    quarantine.quarantine_id,
    quarantine.delivery_id,
    quarantine.source,
    delivery.county_code,
    delivery.business_date,
    quarantine.file_name,
    quarantine.sheet,
    quarantine.row_number,
    quarantine.part,
    quarantine.rule,
    quarantine.column_name,
    quarantine.message,
    quarantine.status,
    quarantine.reasons
FROM ledger.quarantine AS quarantine
INNER JOIN ledger.deliveries AS delivery ON quarantine.delivery_id = delivery.delivery_id;
