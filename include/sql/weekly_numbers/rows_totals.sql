-- The total that a unit stated, and what was counted of it.
SELECT *
FROM bi.reconciliation AS total
WHERE
    total.county_code = :county_code
    AND CONCAT_WS(
        '|', total.period, total.measure, total.form_row, total.stated_in, total.source,
        total.delivery_id
    ) = :member
