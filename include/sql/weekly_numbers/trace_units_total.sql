-- A metric summed over the units, to be held against the city's own number.
SELECT SUM(progress.printed) AS printed
FROM bi.campaign_progress AS progress
INNER JOIN bi.counties AS units ON progress.unit_code = units.county_code
WHERE
    progress.business_date = :until
    AND progress.programme = :programme
    AND progress.metric = :metric
    AND units.kind <> 'city'
