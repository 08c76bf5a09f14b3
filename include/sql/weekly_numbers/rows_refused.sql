-- Rows not accepted that were still open at the end of a day: the last delivery of each.
SELECT DISTINCT ON (refused.quarantine_id) refused.*
FROM bi.quarantined_rows AS refused
LEFT JOIN bi.deliveries AS closing ON refused.closing_delivery_id = closing.delivery_id
WHERE
    refused.first_seen <= :until
    AND (
        refused.closed_at IS NULL
        OR COALESCE(closing.night, CAST(refused.closed_at AS DATE)) > :until
    )
    AND COALESCE(refused.county_code, '')
    = COALESCE(CAST(:county_code AS TEXT), refused.county_code, '')
ORDER BY refused.quarantine_id ASC, refused.business_date DESC
