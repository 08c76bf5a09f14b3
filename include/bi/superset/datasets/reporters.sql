-- Who delivers: the reporting units, and the city with sources that speak of several of them.
SELECT
    unit.county_code,
    unit.county_name,
    unit.report_order
FROM bi.counties AS unit
UNION ALL
SELECT
    city.city_code,
    city.city_name,
    0 AS report_order
FROM bi.city AS city
