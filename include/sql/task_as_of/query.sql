-- Every task as it was known on the night: of each row the version of then, of several sources the
-- word of the most authoritative. Its programme is told by the words of the programme, its part by
-- those of the title first.
TRUNCATE aside.task_as_of;

INSERT INTO aside.task_as_of (
    event_id, county_code, title, status, undertaking, action, pillar, due_on, done_on,
    quantity_target, quantity_done
)
WITH
told AS (
    SELECT
        said.*,
        delivery.night
    FROM core.tasks AS said
    INNER JOIN ledger.deliveries AS delivery ON said.delivery_id = delivery.delivery_id
    LEFT JOIN aside.fresh_deliveries AS fresh ON said.delivery_id = fresh.delivery_id
    WHERE
        (delivery.is_published OR fresh.delivery_id IS NOT NULL)
        AND delivery.night <= %(night)s
        AND said.business_date <= %(night)s
),

current_versions AS (
    SELECT DISTINCT ON (source, row_key) *
    FROM told
    ORDER BY
        source ASC, row_key ASC, business_date DESC, night DESC, delivery_id DESC, record_id DESC
),

weightiest AS (
    SELECT DISTINCT ON (event_id) *
    FROM current_versions
    ORDER BY event_id ASC, authority DESC, business_date DESC, source ASC, row_key ASC
)

SELECT
    weightiest.event_id,
    COALESCE(unit.county_code, weightiest.county, '') AS county_code,
    weightiest.title,
    weightiest.status,
    by_programme.undertaking,
    COALESCE(by_title.action, by_programme.action) AS action,  -- noqa: RF04
    COALESCE(by_title.pillar, by_programme.pillar) AS pillar,
    weightiest.due_on,
    weightiest.done_on,
    weightiest.quantity_target,
    weightiest.quantity_done
FROM weightiest
LEFT JOIN core.unit_history AS unit
    ON
        weightiest.county = unit.unit_code
        AND unit.valid_from <= %(night)s
        AND (unit.valid_to IS NULL OR unit.valid_to > %(night)s)
LEFT JOIN mart.named_texts AS by_programme ON LEFT(weightiest.programme, 200) = by_programme.named
LEFT JOIN mart.named_texts AS by_title ON LEFT(weightiest.title, 200) = by_title.named;
