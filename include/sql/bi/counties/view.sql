CREATE VIEW bi.counties AS
SELECT
    county_code,
    county_name,
    kind,
    report_order,
    old_names
FROM core.units
WHERE kind <> 'city';
