CREATE VIEW bi.sendings AS
SELECT
    sending_id,
    report,
    about,
    edition,
    county_code,
    source,
    channel,
    LEFT(recipient, 1) || '**' AS recipient,
    sent_to_shown AS sent_to,
    status,
    message_id,
    claimed_at,
    settled_at,
    answer,
    LEFT(decided_by, 1) || '**' AS decided_by,
    why
FROM ledger.sendings;
