CREATE VIEW bi.city AS
SELECT
    county_code AS city_code,
    county_name AS city_name
FROM core.units
WHERE kind = 'city';
