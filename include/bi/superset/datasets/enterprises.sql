-- Enterprises with the items that stand under them, as of the last published night.
SELECT
    enterprise.enterprise_id,
    enterprise.enterprise_name,
    enterprise.county_code,
    unit.county_name,
    enterprise.items_total,
    enterprise.items_open,
    enterprise.items_overdue,
    enterprise.items_recurred
FROM bi.enterprises AS enterprise
INNER JOIN bi.counties AS unit ON enterprise.county_code = unit.county_code
