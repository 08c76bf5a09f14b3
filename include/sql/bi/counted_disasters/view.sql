CREATE VIEW bi.counted_disasters AS
WITH
as_of AS (
    SELECT MAX(night) AS night FROM mart.nights
)

SELECT
    disaster.disaster_id,
    COALESCE(disaster.county_code, '') AS county_code,
    disaster.disaster_type,
    disaster.occurred_on,
    disaster.affected_people,
    disaster.deaths,
    disaster.missing,
    disaster.direct_loss_yuan,
    as_of.night AS as_of
FROM bi.disasters AS disaster
CROSS JOIN as_of
WHERE disaster.is_leading AND disaster.occurred_on <= as_of.night;
