-- Every unit's value of a metric on a night.
SELECT
    units.county_name,
    progress.*
FROM bi.campaign_progress AS progress
INNER JOIN bi.counties AS units ON progress.unit_code = units.county_code
WHERE
    progress.business_date = :until
    AND progress.programme = :programme
    AND progress.metric = :metric
    AND units.kind <> 'city'
ORDER BY units.report_order
