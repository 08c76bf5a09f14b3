-- Totals that units stated in the days given and that could be compared, or differ.
SELECT *
FROM bi.reconciliation
WHERE
    as_of BETWEEN :since AND :until
    AND gap IS NOT NULL
    AND form_row IN ('', 'total')
    AND (gap <> 0 OR :metric = 'totals_compared')
ORDER BY ABS(gap) DESC, county_code ASC
