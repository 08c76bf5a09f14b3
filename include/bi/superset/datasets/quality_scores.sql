-- The quality score of each source and night.
SELECT
    score.night AS business_date,
    score.source,
    score.county_code,
    COALESCE(unit.county_name, city.city_name) AS county_name,
    score.score
FROM bi.quality_scores AS score
LEFT JOIN bi.counties AS unit ON score.county_code = unit.county_code
LEFT JOIN bi.city AS city ON score.county_code = city.city_code
