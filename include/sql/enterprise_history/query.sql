-- An enterprise is what it was until a night learns otherwise; what the night that learned it, or
-- an earlier one built late, says more of it is put right in place. Which statement said its
-- industry is kept for the next night. Runs with the publication.
INSERT INTO mart.enterprise_history AS known (
    enterprise_id, valid_from, enterprise_name, uscc, county_code, town, industry, alias_count
)
SELECT
    built.enterprise_id,
    GREATEST(past.valid_from, %(night)s::date) AS valid_from,
    built.enterprise_name,
    built.uscc,
    built.county_code,
    built.town,
    built.industry,
    built.alias_count
FROM aside.enterprise_state AS built
LEFT JOIN mart.enterprise_history AS past
    ON built.enterprise_id = past.enterprise_id AND past.valid_to IS NULL
WHERE (
    built.enterprise_name, built.uscc, built.county_code, built.town, built.industry,
    built.alias_count
) IS DISTINCT FROM (
    past.enterprise_name, past.uscc, past.county_code, past.town, past.industry, past.alias_count
)
ON CONFLICT (enterprise_id, valid_from) DO UPDATE SET
    enterprise_name = excluded.enterprise_name,
    uscc = excluded.uscc,
    county_code = excluded.county_code,
    town = excluded.town,
    industry = excluded.industry,
    alias_count = excluded.alias_count;

UPDATE mart.enterprise_history AS past
SET valid_to = newer.valid_from
FROM mart.enterprise_history AS newer
INNER JOIN aside.enterprise_state AS built ON newer.enterprise_id = built.enterprise_id
WHERE
    past.enterprise_id = newer.enterprise_id
    AND past.valid_to IS NULL
    AND newer.valid_to IS NULL
    AND past.valid_from < newer.valid_from;

INSERT INTO kept.enterprise_industries (enterprise_id, delivery_id, record_id)
SELECT
    built.enterprise_id,
    built.delivery_id,
    built.record_id
FROM aside.enterprise_state AS built
ON CONFLICT (enterprise_id) DO UPDATE SET
    delivery_id = excluded.delivery_id,
    record_id = excluded.record_id;
