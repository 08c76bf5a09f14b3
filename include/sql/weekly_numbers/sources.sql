-- Every source, the unit and department it belongs to on a night.
SELECT DISTINCT ON (source)
    source,
    county_code,
    COALESCE(department, '') AS department
FROM bi.source_history
WHERE valid_from <= :until
ORDER BY source ASC, valid_from DESC
