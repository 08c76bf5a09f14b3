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
    CASE
        WHEN quarantine.is_loaded OR delivery.business_date < quarantine_case.open_since
            THEN 'replayed'
        ELSE quarantine_case.status
    END AS status,
    quarantine.reasons,
    quarantine_case.first_seen,
    quarantine_case.last_seen,
    quarantine_case.times_seen,
    quarantine_case.missing_since,
    quarantine_case.closed_at,
    CASE
        WHEN quarantine_case.closed_by = 'machine' THEN quarantine_case.closed_by
        ELSE LEFT(quarantine_case.closed_by, 1) || '**'
    END AS closed_by,
    quarantine_case.closed_how,
    quarantine_case.closing_delivery_id,
    quarantine_case.why
FROM ledger.quarantine AS quarantine
INNER JOIN ledger.deliveries AS delivery ON quarantine.delivery_id = delivery.delivery_id
INNER JOIN ledger.quarantine_cases AS quarantine_case
    ON quarantine.quarantine_id = quarantine_case.quarantine_id;
