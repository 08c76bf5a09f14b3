-- Totals that units stated in the days given, and what was counted of each.
SELECT
    county_code,
    period,
    measure,
    form_row,
    unit,
    source,
    reported,
    counted,
    gap,
    CONCAT_WS('|', period, measure, form_row, stated_in, source, delivery_id) AS row_key
FROM bi.reconciliation
WHERE as_of BETWEEN :since AND :until AND gap IS NOT NULL AND form_row IN ('', 'total')
ORDER BY county_code ASC, measure DESC, period ASC, row_key ASC
