-- Every inspection as it was known on the night: of each row the version of then, of several
-- sources the word of the most authoritative. The topic is told by its own words, else by those of
-- the programme. An enterprise's level of standardisation is what the newest visit that
-- states one says.
TRUNCATE aside.inspection_as_of;

INSERT INTO aside.inspection_as_of (
    event_id, county_code, enterprise_id, channel, result, undertaking, topic, standardisation,
    is_newest_level, inspected_on, hazards_found
)
WITH
told AS (
    SELECT
        said.*,
        delivery.night
    FROM core.inspections AS said
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
    weightiest.channel,
    weightiest.result,
    by_programme.undertaking,
    COALESCE(by_topic.topic, by_programme.topic) AS topic,
    weightiest.standardisation,
    weightiest.standardisation IS NOT NULL
    AND weightiest.enterprise_id IS NOT NULL
    AND ROW_NUMBER() OVER (
        PARTITION BY weightiest.enterprise_id, weightiest.standardisation IS NULL
        ORDER BY weightiest.inspected_on DESC, weightiest.event_id ASC
    ) = 1 AS is_newest_level,
    weightiest.inspected_on,
    weightiest.hazards_found
FROM weightiest
LEFT JOIN core.unit_history AS unit
    ON
        weightiest.county = unit.unit_code
        AND unit.valid_from <= %(night)s
        AND (unit.valid_to IS NULL OR unit.valid_to > %(night)s)
LEFT JOIN mart.named_texts AS by_programme ON LEFT(weightiest.programme, 200) = by_programme.named
LEFT JOIN mart.named_texts AS by_topic ON LEFT(weightiest.check_topic, 200) = by_topic.named
WHERE weightiest.inspected_on <= %(night)s;
