-- Every disaster as it was known on the night. It counts from the day on which it happened.
TRUNCATE aside.disaster_as_of;

INSERT INTO aside.disaster_as_of (
    event_id, county_code, disaster_type, occurred_on, affected_people, deaths, missing,
    direct_loss_yuan
)
SELECT
    weightiest.event_id,
    weightiest.county_code,
    said.disaster_type,
    said.occurred_on,
    said.affected_people,
    said.deaths,
    said.missing,
    said.direct_loss_yuan
FROM aside.weightiest_versions AS weightiest
INNER JOIN core.disasters AS said
    ON weightiest.delivery_id = said.delivery_id AND weightiest.record_id = said.record_id
WHERE weightiest.kind = 'disaster' AND said.occurred_on <= %(night)s;
