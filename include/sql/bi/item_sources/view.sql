CREATE VIEW bi.item_sources AS
SELECT
    statement.item_id,
    statement.source,
    statement.delivery_id,
    statement.business_date,
    statement.file_name,
    statement.sheet,
    statement.row_number,
    statement.part,
    statement.relation,
    statement.match_probability,
    statement.flags
FROM core.statements AS statement
INNER JOIN ledger.publications AS published ON statement.delivery_id = published.delivery_id;
