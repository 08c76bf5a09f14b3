-- Both statements of each contradiction that `has_conflict` marks: the one that stands, and each
-- row of another source that holds the item closed all the same. Statements are ordered so that
-- they are worked out item by item, not for the whole city.
CREATE VIEW bi.item_conflicts AS
SELECT
    standing.item_id,
    'status' AS field,
    standing.status AS standing_value,
    standing.source AS standing_source,
    standing.authority AS standing_authority,
    standing.delivery_id AS standing_delivery_id,
    standing.business_date AS standing_business_date,
    standing.file_name AS standing_file_name,
    standing.sheet AS standing_sheet,
    standing.row_number AS standing_row_number,
    standing.part AS standing_part,
    contrary.status AS contrary_value,
    contrary.source AS contrary_source,
    contrary.authority AS contrary_authority,
    contrary.delivery_id AS contrary_delivery_id,
    contrary.business_date AS contrary_business_date,
    contrary.file_name AS contrary_file_name,
    contrary.sheet AS contrary_sheet,
    contrary.row_number AS contrary_row_number,
    contrary.part AS contrary_part
FROM bi.rectification_items AS item
CROSS JOIN
    LATERAL (
        SELECT told.* FROM bi.item_statements AS told
        WHERE told.item_id = item.item_id
        ORDER BY told.word_place ASC
        LIMIT 1
    ) AS standing
CROSS JOIN
    LATERAL (
        SELECT told.* FROM bi.item_statements AS told
        WHERE told.item_id = item.item_id
        ORDER BY told.weight_place ASC
    ) AS contrary
WHERE
    item.has_conflict
    AND NOT standing.is_closing
    AND contrary.is_closing
    AND contrary.source <> standing.source
    AND contrary.status <> standing.status;
