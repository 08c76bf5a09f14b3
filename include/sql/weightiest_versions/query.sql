-- Of every inspection, accident, disaster and task the version that was known on the night: of each
-- row the newest of then, of several sources the word of the most authoritative. `county_code` is
-- the code that its unit had that night.
TRUNCATE aside.weightiest_versions;

INSERT INTO aside.weightiest_versions (kind, event_id, delivery_id, record_id, county_code)
WITH
versions AS (
    SELECT
        'inspection' AS kind,
        event_id,
        source,
        row_key,
        business_date,
        delivery_id,
        record_id,
        authority,
        county
    FROM core.inspections
    UNION ALL
    SELECT
        'accident' AS kind,
        event_id,
        source,
        row_key,
        business_date,
        delivery_id,
        record_id,
        authority,
        county
    FROM core.accidents
    UNION ALL
    SELECT
        'disaster' AS kind,
        event_id,
        source,
        row_key,
        business_date,
        delivery_id,
        record_id,
        authority,
        county
    FROM core.disasters
    UNION ALL
    SELECT
        'task' AS kind,
        event_id,
        source,
        row_key,
        business_date,
        delivery_id,
        record_id,
        authority,
        county
    FROM core.tasks
),

told AS (
    SELECT
        versions.*,
        delivery.night,
        delivery.load_number
    FROM versions
    INNER JOIN ledger.deliveries AS delivery ON versions.delivery_id = delivery.delivery_id
    LEFT JOIN aside.fresh_deliveries AS fresh ON versions.delivery_id = fresh.delivery_id
    WHERE
        (delivery.is_published OR fresh.delivery_id IS NOT NULL)
        AND delivery.night <= %(night)s
        AND versions.business_date <= %(night)s
),

current_versions AS (
    SELECT DISTINCT ON (kind, source, row_key) *
    FROM told
    ORDER BY
        kind ASC, source ASC, row_key ASC, business_date DESC, night DESC, load_number DESC,
        record_id DESC
),

weightiest AS (
    SELECT DISTINCT ON (kind, event_id) *
    FROM current_versions
    ORDER BY
        kind ASC, event_id ASC, authority DESC, business_date DESC, source ASC, row_key ASC
)

SELECT
    weightiest.kind,
    weightiest.event_id,
    weightiest.delivery_id,
    weightiest.record_id,
    COALESCE(unit.county_code, weightiest.county, '') AS county_code
FROM weightiest
LEFT JOIN core.unit_history AS unit
    ON
        weightiest.county = unit.unit_code
        AND unit.valid_from <= %(night)s
        AND (unit.valid_to IS NULL OR unit.valid_to > %(night)s);
