-- Codes that units had before, each with the code that its unit has today.
SELECT DISTINCT
    county_code,
    unit_code
FROM bi.unit_history
WHERE county_code <> unit_code
