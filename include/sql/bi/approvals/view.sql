CREATE VIEW bi.approvals AS
SELECT
    week,
    digest,
    decision,
    is_by_default,
    LEFT(decided_by, 1) || '**' AS decided_by,
    decided_at,
    run_id
FROM ledger.approvals;
