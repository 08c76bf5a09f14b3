-- The city's reporting units in the order of reports.
SELECT
    unit.county_code,
    unit.county_name,
    unit.report_order
FROM bi.counties AS unit
