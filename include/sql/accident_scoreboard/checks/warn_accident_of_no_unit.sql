-- An accident counts for the city, but for no unit: its code is none of units.yaml, nor an old one.
SELECT
    accident.event_id,
    accident.county_code,
    accident.occurred_on
FROM aside.known_accidents AS accident
LEFT JOIN core.units AS unit ON accident.county_code = unit.county_code
WHERE NOT accident.is_known_now AND unit.county_code IS NULL;
