CREATE VIEW bi.counted_inspections AS
WITH
as_of AS (
    SELECT MAX(night) AS night FROM mart.nights
)

SELECT
    inspection.inspection_id,
    COALESCE(inspection.county_code, '') AS county_code,
    inspection.enterprise_id,
    inspection.enterprise_name,
    inspection.inspected_on,
    inspection.channel,
    inspection.result,
    inspection.hazards_found,
    inspection.standardisation,
    inspection.standardisation IS NOT NULL
    AND inspection.enterprise_id IS NOT NULL
    AND ROW_NUMBER() OVER (
        PARTITION BY inspection.enterprise_id, inspection.standardisation IS NULL
        ORDER BY inspection.inspected_on DESC, inspection.inspection_id ASC
    ) = 1 AS is_newest_level,
    COALESCE(by_topic.topic, by_programme.topic) AS topic,
    by_programme.undertaking,
    as_of.night AS as_of
FROM bi.inspections AS inspection
LEFT JOIN mart.named_texts AS by_programme ON LEFT(inspection.programme, 200) = by_programme.named
LEFT JOIN mart.named_texts AS by_topic ON LEFT(inspection.check_topic, 200) = by_topic.named
CROSS JOIN as_of
WHERE inspection.is_leading AND inspection.inspected_on <= as_of.night;
