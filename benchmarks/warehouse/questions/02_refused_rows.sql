-- 2, a county's officer: what did you refuse of my last file, row by row, and why?
SELECT
    file_name, sheet, row_number, part, column_name, message, status
FROM bi.quarantined_rows
WHERE
    delivery_id = (
        SELECT delivery_id
        FROM bi.deliveries
        WHERE source = '411624-2' AND status <> 'missing'
        ORDER BY business_date DESC, night DESC
        LIMIT 1
    )
ORDER BY row_number, part
