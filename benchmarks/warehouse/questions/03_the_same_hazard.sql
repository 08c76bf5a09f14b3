-- 3, a county's officer: which rows stand behind this item, how were they joined, what do they say?
WITH
asked AS (
    SELECT MIN(item_id) AS item_id
    FROM bi.item_sources
    WHERE
        delivery_id = (
            SELECT delivery_id
            FROM bi.deliveries
            WHERE source = '411624-1' AND status = 'loaded'
            ORDER BY business_date DESC, night DESC
            LIMIT 1
        )
        AND relation = 'update'
)

SELECT
    said.source, said.business_date, said.file_name, said.sheet, said.row_number, said.relation,
    said.match_probability, said.flags, now.status, now.word_place, now.description,
    redirect.points_to, redirect.cause
FROM bi.item_sources AS said
LEFT JOIN bi.item_statements AS now
    ON
        said.item_id = now.item_id
        AND said.delivery_id = now.delivery_id
        AND said.row_number = now.row_number
        AND now.item_id = (SELECT item_id FROM asked)
LEFT JOIN bi.item_redirects AS redirect ON said.item_id = redirect.item_id
WHERE said.item_id = (SELECT item_id FROM asked)
ORDER BY said.business_date, said.source
