-- Every inspection as it was known on the night. The topic is told by its own words, else by those
-- of the programme. An enterprise's level of standardisation is what the newest visit that states
-- one says.
TRUNCATE aside.inspection_as_of;

INSERT INTO aside.inspection_as_of (
    event_id, county_code, enterprise_id, channel, result, undertaking, topic, standardisation,
    is_newest_level, inspected_on, hazards_found
)
SELECT
    weightiest.event_id,
    weightiest.county_code,
    said.enterprise_id,
    said.channel,
    said.result,
    by_programme.undertaking,
    COALESCE(by_topic.topic, by_programme.topic) AS topic,
    said.standardisation,
    said.standardisation IS NOT NULL
    AND said.enterprise_id IS NOT NULL
    AND ROW_NUMBER() OVER (
        PARTITION BY said.enterprise_id, said.standardisation IS NULL
        ORDER BY said.inspected_on DESC, weightiest.event_id ASC
    ) = 1 AS is_newest_level,
    said.inspected_on,
    said.hazards_found
FROM aside.weightiest_versions AS weightiest
INNER JOIN core.inspections AS said
    ON weightiest.delivery_id = said.delivery_id AND weightiest.record_id = said.record_id
LEFT JOIN mart.named_texts AS by_programme ON LEFT(said.programme, 200) = by_programme.named
LEFT JOIN mart.named_texts AS by_topic ON LEFT(said.check_topic, 200) = by_topic.named
WHERE weightiest.kind = 'inspection' AND said.inspected_on <= %(night)s;
