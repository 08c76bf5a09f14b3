-- Every accident as it was known on the night: of each row the version of then, of several sources
-- the word of the most authoritative. It counts from the day on which it happened.
TRUNCATE aside.accident_as_of;

INSERT INTO aside.accident_as_of (
    event_id, county_code, enterprise_id, accident_class, sector, occurred_on, deaths,
    direct_loss_yuan
)
WITH
told AS (
    SELECT
        said.*,
        delivery.night
    FROM core.accidents AS said
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
    weightiest.enterprise_id,
    weightiest.accident_class,
    by_sector.sector,
    weightiest.occurred_on,
    weightiest.deaths,
    weightiest.direct_loss_yuan
FROM weightiest
LEFT JOIN core.unit_history AS unit
    ON
        weightiest.county = unit.unit_code
        AND unit.valid_from <= %(night)s
        AND (unit.valid_to IS NULL OR unit.valid_to > %(night)s)
LEFT JOIN mart.named_texts AS by_sector ON LEFT(weightiest.sector, 200) = by_sector.named
WHERE weightiest.occurred_on <= %(night)s;
