CREATE VIEW bi.counted_accidents AS
WITH
as_of AS (
    SELECT MAX(night) AS night FROM mart.nights
)

SELECT
    accident.accident_id,
    COALESCE(accident.county_code, '') AS county_code,
    accident.enterprise_id,
    accident.enterprise_name,
    accident.occurred_on,
    accident.deaths,
    accident.direct_loss_yuan,
    accident.accident_class,
    by_sector.sector,
    as_of.night AS as_of
FROM bi.accidents AS accident
LEFT JOIN mart.named_texts AS by_sector ON LEFT(accident.sector, 200) = by_sector.named
CROSS JOIN as_of
WHERE accident.is_leading AND accident.occurred_on <= as_of.night;
