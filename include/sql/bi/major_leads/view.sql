-- Leads of what each source row says now, for items that no source calls major. Several rows of an
-- item that suggest one clause are one lead, told by the newest.
CREATE VIEW bi.major_leads AS
WITH
current_versions AS (
    SELECT DISTINCT ON (statement.source, statement.row_key)
        statement.source,
        statement.row_key,
        statement.item_id,
        statement.delivery_id,
        statement.record_id,
        statement.business_date,
        statement.found_on,
        statement.file_name,
        statement.sheet,
        statement.row_number,
        statement.part,
        delivery.night
    FROM core.statements AS statement
    INNER JOIN ledger.publications AS delivery ON statement.delivery_id = delivery.delivery_id
    WHERE
        statement.holds_until IS NULL
        AND (statement.source, statement.row_key) IN (
            SELECT
                led.source,
                led.row_key
            FROM core.statements AS led
            INNER JOIN core.major_leads AS lead
                ON led.delivery_id = lead.delivery_id AND led.record_id = lead.record_id
        )
    ORDER BY
        statement.source ASC, statement.row_key ASC, statement.business_date DESC,
        delivery.night DESC, delivery.load_number DESC
),

suggested AS (
    SELECT DISTINCT ON (told.item_id, lead.standard, lead.number, lead.article)
        told.item_id,
        lead.standard,
        lead.number,
        lead.article,
        lead.words,
        told.found_on,
        told.source,
        told.delivery_id,
        told.file_name,
        told.sheet,
        told.row_number,
        told.part
    FROM current_versions AS told
    INNER JOIN core.major_leads AS lead
        ON told.delivery_id = lead.delivery_id AND told.record_id = lead.record_id
    ORDER BY
        told.item_id ASC, lead.standard ASC, lead.number ASC, lead.article ASC,
        told.business_date DESC, told.night DESC, told.source ASC, told.row_key ASC
)

SELECT
    suggested.item_id,
    state.county_code,
    suggested.standard,
    suggested.number AS standard_number,
    edition.title AS standard_title,
    suggested.article AS clause,
    clause.says AS clause_says,
    edition.valid_from,
    edition.valid_to,
    suggested.words,
    clause.is_verified,
    state.level,
    suggested.found_on,
    state.status,
    state.is_open,
    suggested.source,
    suggested.delivery_id,
    suggested.file_name,
    suggested.sheet,
    suggested.row_number,
    suggested.part
FROM suggested
INNER JOIN mart.item_state AS state ON suggested.item_id = state.item_id
INNER JOIN core.standards AS edition
    ON suggested.standard = edition.standard AND suggested.number = edition.number
INNER JOIN core.standard_clauses AS clause
    ON
        suggested.standard = clause.standard
        AND suggested.number = clause.number
        AND suggested.article = clause.article
WHERE state.level = 'general';
