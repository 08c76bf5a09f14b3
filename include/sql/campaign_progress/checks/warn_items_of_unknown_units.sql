-- Items whose unit is not in units.yaml count for the city and for no county.
SELECT
    daily.county_code,
    SUM(daily.found_total) AS items
FROM aside.item_daily AS daily
LEFT JOIN core.unit_history AS term
    ON
        daily.county_code = term.county_code
        AND term.valid_from <= %(night)s
        AND (term.valid_to IS NULL OR term.valid_to > %(night)s)
LEFT JOIN core.units AS unit
    ON COALESCE(term.unit_code, daily.county_code) = unit.county_code AND unit.kind <> 'city'
WHERE unit.county_code IS NULL
GROUP BY daily.county_code;
