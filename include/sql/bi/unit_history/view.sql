CREATE VIEW bi.unit_history AS
SELECT
    unit_code,
    NULLIF(valid_from, '0001-01-01') AS valid_from,
    valid_to,
    county_code,
    county_name,
    kind
FROM core.unit_history;
