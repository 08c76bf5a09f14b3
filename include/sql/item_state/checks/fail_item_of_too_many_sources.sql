-- Rows of one source are joined by likeness never, so an item by likeness has a row a source. One
-- of twenty sources is a chain of weak links: what it swallowed would vanish from every number.
SELECT
    source_row.item_id,
    COUNT(DISTINCT source_row.source) AS source_count
FROM core.source_rows AS source_row
INNER JOIN aside.touched_items AS touched ON source_row.item_id = touched.item_id
WHERE touched.is_rebuilt
GROUP BY source_row.item_id
HAVING COUNT(DISTINCT source_row.source) > 20;
