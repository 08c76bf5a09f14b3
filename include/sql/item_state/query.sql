-- Each touched item as it stands: its last state, and the fields that survive from its sources.
TRUNCATE aside.item_state;

INSERT INTO aside.item_state (
    item_id, status, level, due_on, found_on, is_open, rectified_on, verified_on, closed_on,
    county_code, channel, town, site, description, category, department, supervised,
    source_count, reopened_count, first_business_date, last_business_date, missing_since,
    has_conflict
)
WITH
horizon AS (
    SELECT GREATEST(%(night)s::date, MAX(night)) AS night FROM mart.nights
),

said AS (
    SELECT
        statement.*,
        delivery.night,
        statement.status IN ('verified', 'withdrawn')
        OR (statement.status = 'rectified' AND NOT statement.verifies) AS is_closed
    FROM core.statements AS statement
    INNER JOIN aside.touched_items AS touched ON statement.item_id = touched.item_id
    INNER JOIN ledger.deliveries AS delivery ON statement.delivery_id = delivery.delivery_id
    CROSS JOIN horizon
    WHERE delivery.night <= horizon.night
),

current_versions AS (
    SELECT DISTINCT ON (item_id, source, row_key) *
    FROM said
    ORDER BY
        item_id, source, row_key, business_date DESC, night DESC, file_name DESC, delivery_id DESC
),

details AS (
    SELECT
        item_id,
        (ARRAY_AGG(town ORDER BY town IS NULL, authority DESC, business_date DESC, source))[1] AS town,
        (ARRAY_AGG(
            department ORDER BY department IS NULL, authority DESC, business_date DESC, source
        ))[1] AS department,
        (ARRAY_AGG(site ORDER BY LENGTH(site) DESC NULLS LAST, source, row_key))[1] AS site,
        (ARRAY_AGG(
            description ORDER BY LENGTH(description) DESC NULLS LAST, source, row_key
        ))[1] AS description,
        (ARRAY_AGG(category ORDER BY LENGTH(category) DESC NULLS LAST, source, row_key))[1]
            AS category,
        COALESCE(BOOL_OR(supervised), FALSE) AS supervised,
        COUNT(DISTINCT source) AS source_count,
        BOOL_OR(is_closed) AS has_closing_word
    FROM current_versions
    GROUP BY item_id
),

spans AS (
    SELECT
        item_id,
        MIN(business_date) AS first_business_date,
        MAX(business_date) AS last_business_date
    FROM said
    GROUP BY item_id
),

steps AS (
    SELECT
        item_id,
        status,
        LAG(status) OVER (PARTITION BY item_id ORDER BY valid_from) AS status_before
    FROM aside.item_history
),

reopenings AS (
    SELECT
        item_id,
        COUNT(*) AS reopened_count
    FROM steps
    WHERE
        status IN ('open', 'in_progress')
        AND status_before IN ('rectified', 'verified', 'withdrawn')
    GROUP BY item_id
),

listings AS (
    SELECT
        source_row.item_id,
        CASE WHEN BOOL_AND(source_row.missing_since IS NOT NULL) THEN
            MAX(source_row.missing_since) END AS missing_since
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
    history.closed_on,
    history.county_code,
    history.channel,
    details.town,
    details.site,
    details.description,
    details.category,
    details.department,
    details.supervised,
    details.source_count,
    COALESCE(reopenings.reopened_count, 0) AS reopened_count,
    spans.first_business_date,
    spans.last_business_date,
    listings.missing_since,
    details.has_closing_word AND history.is_open AS has_conflict
FROM aside.item_history AS history
INNER JOIN details ON history.item_id = details.item_id
INNER JOIN spans ON history.item_id = spans.item_id
LEFT JOIN reopenings ON history.item_id = reopenings.item_id
LEFT JOIN listings ON history.item_id = listings.item_id
WHERE history.valid_to IS NULL;
