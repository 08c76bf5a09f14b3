-- Items whose unit is not in units.yaml count for the city and for no county.
SELECT
    item.county_code,
    COUNT(*) AS items
FROM aside.item_as_of AS item
LEFT JOIN core.units AS unit ON item.county_code = unit.county_code AND unit.kind <> 'city'
WHERE unit.county_code IS NULL
GROUP BY item.county_code;
