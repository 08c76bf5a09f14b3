-- What each source row behind an item says now, in the order in which `item_history` and
-- `item_state` listen to them; not rows that are gone beside one that their source lists.
CREATE VIEW bi.item_statements AS
WITH
said AS (
    SELECT
        statement.item_id,
        statement.source,
        statement.row_key,
        statement.delivery_id,
        statement.business_date,
        statement.file_name,
        statement.sheet,
        statement.row_number,
        statement.part,
        statement.authority,
        statement.status,
        statement.found_on,
        statement.due_on,
        statement.rectified_on,
        statement.verified_on,
        statement.level,
        statement.county,
        statement.channel,
        statement.town,
        statement.department,
        statement.site,
        statement.description,
        statement.category,
        statement.supervised,
        statement.holds_until,
        ending.delivery_id IS NOT NULL AS is_gone,
        published.night,
        published.load_number,
        GREATEST(
            statement.business_date,
            MAX(statement.holds_until) OVER (
                PARTITION BY statement.item_id, statement.source, statement.row_key
            )
        ) AS told_on,
        statement.status IN ('verified', 'withdrawn')
        OR (statement.status = 'rectified' AND NOT statement.verifies) AS is_closing
    FROM core.statements AS statement
    INNER JOIN ledger.publications AS published
        ON statement.delivery_id = published.delivery_id
    LEFT JOIN ledger.publications AS ending ON statement.gone_by = ending.delivery_id
),

current_versions AS (
    SELECT DISTINCT ON (item_id, source, row_key) *
    FROM said
    WHERE holds_until IS NULL
    ORDER BY
        item_id ASC, source ASC, row_key ASC, business_date DESC, night DESC, load_number DESC
),

listed AS (
    SELECT
        *,
        BOOL_OR(NOT is_gone) OVER (PARTITION BY item_id, source) AS is_source_listing
    FROM current_versions
),

weighed AS (
    SELECT
        *,
        ROW_NUMBER() OVER by_weight AS weight_place,
        FIRST_VALUE(
            CASE
                WHEN status = 'rectified' AND NOT is_closing
                    THEN COALESCE(rectified_on, told_on)
            END
        ) OVER by_weight AS claimed_on
    FROM listed
    WHERE NOT (is_gone AND is_source_listing)
    WINDOW
        by_weight AS (
            PARTITION BY item_id
            ORDER BY
                authority DESC, told_on DESC, source ASC, found_on DESC, is_closing ASC,
                row_key ASC
        )
)

SELECT
    item_id,
    source,
    delivery_id,
    business_date,
    file_name,
    sheet,
    row_number,
    part,
    authority,
    weight_place,
    ROW_NUMBER() OVER (
        PARTITION BY item_id
        ORDER BY
            COALESCE(found_on > claimed_on AND status IN ('open', 'in_progress'), FALSE) DESC,
            weight_place ASC
    ) AS word_place,
    ROW_NUMBER() OVER (
        PARTITION BY item_id
        ORDER BY found_on ASC, weight_place ASC
    ) AS finding_place,
    status,
    is_closing,
    found_on,
    due_on,
    rectified_on,
    verified_on,
    level,
    county AS county_code,
    channel,
    town,
    department,
    site,
    description,
    category,
    supervised
FROM weighed;
