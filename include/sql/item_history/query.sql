-- State of each touched item over time, by the business dates of what was said of it.
-- Survivorship: status by the most authoritative source's latest word (then the later date, the
-- source's id, the row found last); found and due date earliest; level highest; channel and
-- county of the row that found it first.
TRUNCATE aside.item_history;

INSERT INTO aside.item_history (
    item_id, valid_from, valid_to, status, level, due_on, found_on, is_open,
    rectified_on, verified_on, closed_on, county_code, channel
)
WITH
horizon AS (
    SELECT GREATEST(%(night)s::date, MAX(night)) AS night FROM mart.nights
),

said AS (
    SELECT
        statement.item_id,
        statement.source,
        statement.row_key,
        statement.business_date,
        delivery.night,
        statement.file_name,
        statement.delivery_id,
        statement.authority,
        statement.status,
        statement.level,
        statement.found_on,
        statement.due_on,
        statement.rectified_on,
        statement.verified_on,
        statement.county,
        statement.channel,
        statement.status IN ('verified', 'withdrawn')
        OR (statement.status = 'rectified' AND NOT statement.verifies) AS is_closed
    FROM core.statements AS statement
    INNER JOIN aside.touched_items AS touched ON statement.item_id = touched.item_id
    INNER JOIN ledger.deliveries AS delivery ON statement.delivery_id = delivery.delivery_id
    CROSS JOIN horizon
    WHERE delivery.night <= horizon.night
),

moments AS (
    SELECT DISTINCT
        item_id,
        business_date
    FROM said
),

current_versions AS (
    SELECT DISTINCT ON (moment.item_id, moment.business_date, said.source, said.row_key)
        moment.business_date AS moment,
        said.*
    FROM moments AS moment
    INNER JOIN said
        ON moment.item_id = said.item_id AND moment.business_date >= said.business_date
    ORDER BY
        moment.item_id, moment.business_date, said.source, said.row_key,
        said.business_date DESC, said.night DESC, said.file_name DESC, said.delivery_id DESC
),

word_by_weight AS (
    SELECT
        *,
        ROW_NUMBER() OVER (
            PARTITION BY item_id, moment
            ORDER BY authority DESC, business_date DESC, source, found_on DESC, row_key
        ) AS weight_order,
        ROW_NUMBER() OVER (
            PARTITION BY item_id, moment ORDER BY found_on, authority DESC, source, row_key
        ) AS finding_order
    FROM current_versions
),

states AS (
    SELECT
        item_id,
        moment,
        MAX(status) FILTER (WHERE weight_order = 1) AS status,
        CASE WHEN BOOL_OR(level = 'major') THEN 'major' ELSE 'general' END AS level,
        MIN(due_on) AS due_on,
        MIN(found_on) AS found_on,
        NOT BOOL_OR(is_closed) FILTER (WHERE weight_order = 1) AS is_open,
        MIN(rectified_on) AS rectified_on,
        MIN(verified_on) AS verified_on,
        MAX(business_date) FILTER (WHERE weight_order = 1) AS said_on,
        MAX(county) FILTER (WHERE finding_order = 1) AS county_code,
        MAX(channel) FILTER (WHERE finding_order = 1) AS channel
    FROM word_by_weight
    GROUP BY item_id, moment
),

told AS (
    SELECT
        item_id,
        moment,
        status,
        level,
        due_on,
        found_on,
        is_open,
        CASE WHEN status IN ('rectified', 'verified') THEN rectified_on END AS rectified_on,
        CASE WHEN status = 'verified' THEN verified_on END AS verified_on,
        CASE WHEN NOT is_open THEN COALESCE(verified_on, rectified_on, said_on) END AS closed_on,
        county_code,
        channel
    FROM states
),

changes AS (
    SELECT
        *,
        ROW(
            status, level, due_on, found_on, is_open, rectified_on, verified_on, closed_on,
            county_code, channel
        ) IS DISTINCT FROM LAG(ROW(
            status, level, due_on, found_on, is_open, rectified_on, verified_on, closed_on,
            county_code, channel
        )) OVER (PARTITION BY item_id ORDER BY moment) AS is_change
    FROM told
)

SELECT
    item_id,
    moment AS valid_from,
    LEAD(moment) OVER (PARTITION BY item_id ORDER BY moment) AS valid_to,
    status,
    level,
    due_on,
    found_on,
    is_open,
    rectified_on,
    verified_on,
    closed_on,
    county_code,
    channel
FROM changes
WHERE is_change;
