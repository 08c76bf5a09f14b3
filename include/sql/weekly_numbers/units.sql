-- The city and its reporting units in report order.
SELECT
    city_code AS county_code,
    city_name AS county_name,
    'city' AS kind,
    0 AS report_order
FROM bi.city

UNION ALL

SELECT
    county_code,
    county_name,
    kind,
    report_order
FROM bi.counties
WHERE kind <> 'city'
ORDER BY report_order ASC NULLS LAST, county_code ASC
