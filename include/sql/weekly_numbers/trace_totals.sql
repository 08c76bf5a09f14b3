-- A total that a unit stated, what was counted of it, or the gap between them.
SELECT CAST(TO_JSONB(total) ->> :metric AS NUMERIC) AS printed
FROM bi.reconciliation AS total
WHERE
    total.county_code IN (
        SELECT CAST(:county_code AS TEXT) AS unit_code
        UNION ALL
        SELECT term.unit_code
        FROM bi.unit_history AS term
        WHERE term.county_code = :county_code
    )
    AND CONCAT_WS(
        '|', total.period, total.measure, total.form_row, total.stated_in, total.source,
        total.delivery_id
    ) = :member
