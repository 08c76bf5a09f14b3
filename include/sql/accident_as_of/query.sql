-- Every accident as it was known on the night. It counts from the day on which it happened.
TRUNCATE aside.accident_as_of;

INSERT INTO aside.accident_as_of (
    event_id, county_code, enterprise_id, accident_class, sector, occurred_on, deaths,
    direct_loss_yuan
)
SELECT
    weightiest.event_id,
    weightiest.county_code,
    said.enterprise_id,
    said.accident_class,
    by_sector.sector,
    said.occurred_on,
    said.deaths,
    said.direct_loss_yuan
FROM aside.weightiest_versions AS weightiest
INNER JOIN core.accidents AS said
    ON weightiest.delivery_id = said.delivery_id AND weightiest.record_id = said.record_id
LEFT JOIN mart.named_texts AS by_sector ON LEFT(said.sector, 200) = by_sector.named
WHERE weightiest.kind = 'accident' AND said.occurred_on <= %(night)s;
