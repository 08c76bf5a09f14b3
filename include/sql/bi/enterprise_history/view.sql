CREATE VIEW bi.enterprise_history AS
SELECT
    enterprise_id,
    valid_from,
    valid_to,
    enterprise_name,
    uscc,
    county_code,
    town,
    industry,
    alias_count
FROM mart.enterprise_history;
