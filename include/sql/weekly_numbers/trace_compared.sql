-- How many totals that units stated in the days given could be compared, or differ.
SELECT COUNT(*) FILTER (WHERE gap <> 0 OR :metric = 'totals_compared') AS printed
FROM bi.reconciliation
WHERE as_of BETWEEN :since AND :until AND gap IS NOT NULL AND form_row IN ('', 'total')
