-- Rows not accepted that were still open at the end of a day: a row sent again counts once.
SELECT
    COALESCE(refused.county_code, '') AS county_code,
    COUNT(DISTINCT refused.quarantine_id) AS amount
FROM bi.quarantined_rows AS refused
INNER JOIN bi.deliveries AS bringing ON refused.delivery_id = bringing.delivery_id
LEFT JOIN bi.deliveries AS closing ON refused.closing_delivery_id = closing.delivery_id
WHERE
    bringing.night <= :until
    AND (
        refused.closed_at IS NULL
        OR COALESCE(closing.night, CAST(refused.closed_at AT TIME ZONE :zone AS DATE)) > :until
    )
GROUP BY COALESCE(refused.county_code, '')
ORDER BY county_code
