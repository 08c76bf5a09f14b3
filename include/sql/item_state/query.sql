-- Each touched item as it stands: its last state, and the fields that survive from its sources.
TRUNCATE aside.item_state;

INSERT INTO aside.item_state (
    item_id, status, level, due_on, found_on, is_open, rectified_on, verified_on, done_on,
    closed_on, county_code, channel, supervised, industry, programme_named, names_town,
    names_department, names_person, first_business_date, town, site, description, category,
    department, source_count, reopened_count, last_business_date, missing_since, has_conflict,
    has_recurred
)
WITH
said AS (
    SELECT
        statement.item_id,
        statement.source,
        statement.row_key,
        statement.business_date,
        delivery.night,
        delivery.load_number,
        statement.status IN ('verified', 'withdrawn')
        OR (statement.status = 'rectified' AND NOT statement.verifies) AS is_closing,
        statement.authority,
        statement.found_on,
        statement.town,
        statement.department,
        statement.site,
        statement.description,
        statement.category,
        statement.holds_until,
        statement.gone_on IS NOT NULL
        AND (ending.is_published OR fresh_ending.delivery_id IS NOT NULL) AS is_gone,
        GREATEST(
            statement.business_date,
            MAX(statement.holds_until) OVER (
                PARTITION BY statement.item_id, statement.source, statement.row_key
            )
        ) AS told_on
    FROM aside.touched_items AS touched
    INNER JOIN core.statements AS statement ON touched.item_id = statement.item_id
    INNER JOIN ledger.deliveries AS delivery ON statement.delivery_id = delivery.delivery_id
    LEFT JOIN aside.fresh_deliveries AS fresh ON statement.delivery_id = fresh.delivery_id
    LEFT JOIN ledger.deliveries AS ending ON statement.gone_by = ending.delivery_id
    LEFT JOIN aside.fresh_deliveries AS fresh_ending
        ON statement.gone_by = fresh_ending.delivery_id
    WHERE touched.is_rebuilt AND (delivery.is_published OR fresh.delivery_id IS NOT NULL)
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
        ROW_NUMBER() OVER (
            PARTITION BY item_id
            ORDER BY
                authority DESC, told_on DESC, source ASC, found_on DESC, is_closing ASC,
                row_key ASC
        ) AS weight_place
    FROM listed
    WHERE NOT (is_gone AND is_source_listing)
),

details AS (
    SELECT
        item_id,
        (ARRAY_AGG(town ORDER BY town IS NULL ASC, weight_place ASC))[1] AS town,
        (ARRAY_AGG(department ORDER BY department IS NULL ASC, weight_place ASC))[1] AS department,
        (ARRAY_AGG(site ORDER BY LENGTH(site) DESC NULLS LAST, weight_place ASC))[1] AS site,
        (
            ARRAY_AGG(description ORDER BY LENGTH(description) DESC NULLS LAST, weight_place ASC)
        )[1] AS description,
        (ARRAY_AGG(category ORDER BY LENGTH(category) DESC NULLS LAST, weight_place ASC))[1]
            AS category,
        COUNT(DISTINCT source) AS source_count
    FROM weighed
    GROUP BY item_id
),

spans AS (
    SELECT
        item_id,
        MAX(business_date) AS last_business_date
    FROM said
    GROUP BY item_id
),

listings AS (
    SELECT
        source_row.item_id,
        CASE
            WHEN BOOL_AND(source_row.missing_since IS NOT NULL)
                THEN MAX(source_row.missing_since)
        END AS missing_since
    FROM core.source_rows AS source_row
    INNER JOIN aside.touched_items AS touched ON source_row.item_id = touched.item_id
    GROUP BY source_row.item_id
)

SELECT
    history.item_id,
    history.status,
    history.level,
    history.due_on,
    history.found_on,
    history.is_open,
    history.rectified_on,
    history.verified_on,
    history.done_on,
    history.closed_on,
    history.county_code,
    history.channel,
    history.supervised,
    history.industry,
    history.programme_named,
    history.names_town,
    history.names_department,
    history.names_person,
    history.first_business_date,
    details.town,
    details.site,
    details.description,
    details.category,
    details.department,
    details.source_count,
    history.reopened_count,
    spans.last_business_date,
    listings.missing_since,
    history.has_conflict,
    item.recurrence_of IS NOT NULL AS has_recurred
FROM aside.item_history AS history
INNER JOIN core.items AS item ON history.item_id = item.item_id
INNER JOIN details ON history.item_id = details.item_id
INNER JOIN spans ON history.item_id = spans.item_id
LEFT JOIN listings ON history.item_id = listings.item_id
WHERE history.valid_to IS NULL AND NOT history.is_as_known_then;
