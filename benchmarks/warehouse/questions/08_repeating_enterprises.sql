-- 8, the city's analyst: which enterprises have the same hazards again after they were closed?
SELECT
    enterprise_id, enterprise_name, county_code, aliases, items_total, items_open, items_recurred
FROM bi.enterprises
WHERE items_recurred >= 3
ORDER BY items_recurred DESC, enterprise_id
LIMIT 50
