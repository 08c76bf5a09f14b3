-- Every code that a unit has or had, whichever of them it is asked for by.
SELECT CAST(:county_code AS TEXT) AS county_code
UNION ALL
SELECT same.county_code
FROM bi.unit_history AS same
INNER JOIN bi.unit_history AS term ON same.unit_code = term.unit_code
WHERE term.county_code = :county_code
