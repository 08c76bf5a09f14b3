-- Items whose unit is not in units.yaml count for the city and for no county.
SELECT
    daily.county_code,
    SUM(daily.found_total) AS items
FROM aside.item_daily AS daily
LEFT JOIN core.units AS unit ON daily.county_code = unit.county_code AND unit.kind <> 'city'
WHERE unit.county_code IS NULL
GROUP BY daily.county_code;
