-- The city and its reporting units in report order.
SELECT
    county_code,
    county_name,
    kind
FROM bi.counties
ORDER BY report_order ASC NULLS LAST, county_code ASC
