-- The total that a unit stated, and what was counted of it.
SELECT *
FROM bi.reconciliation
WHERE
    county_code IN (
        SELECT CAST(:county_code AS TEXT) AS unit_code
        UNION ALL
        SELECT term.unit_code
        FROM bi.unit_history AS term
        WHERE term.county_code = :county_code
    )
    AND CONCAT_WS(
        '|', period, measure, form_row, stated_in, source,
        delivery_id
    ) = :member
