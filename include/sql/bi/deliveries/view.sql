CREATE VIEW bi.deliveries AS
SELECT
    delivery_id,
    source,
    county_code,
    business_date,
    night,
    file_name,
    sha256,
    status,
    is_late,
    rows_received,
    rows_loaded,
    rows_quarantined,
    rows_skipped,
    items_new,
    items_updated,
    items_unchanged,
    items_duplicate,
    message,
    kind
FROM ledger.deliveries;
