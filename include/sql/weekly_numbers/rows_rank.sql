-- Every county's value of a metric on a night, the highest first.
SELECT
    units.county_name,
    progress.*
FROM bi.campaign_progress AS progress
INNER JOIN bi.counties AS units ON progress.unit_code = units.county_code
WHERE
    progress.business_date = :until
    AND progress.programme = :programme
    AND progress.metric = :metric
    AND units.kind NOT IN ('city', 'city_bureaus')
ORDER BY progress.printed DESC NULLS LAST, units.report_order ASC
