-- An item that more than 20 sources speak of is a chain of weak links: likeness joins one row a
-- source, and what the chain swallowed would vanish from every number. Part what is different:
-- zhiben review list --status machine, then zhiben review decide ID different.
SELECT
    source_row.item_id,
    COUNT(DISTINCT source_row.source) AS source_count
FROM core.source_rows AS source_row
INNER JOIN aside.touched_items AS touched ON source_row.item_id = touched.item_id
WHERE touched.is_rebuilt
GROUP BY source_row.item_id
HAVING COUNT(DISTINCT source_row.source) > 20;
