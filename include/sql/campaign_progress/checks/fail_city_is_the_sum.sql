-- A count for the whole city is the sum of its units' counts.
SELECT
    progress.programme,
    progress.metric
FROM aside.campaign_progress AS progress
INNER JOIN core.units AS unit ON progress.county_code = unit.county_code
WHERE progress.denominator IS NULL
GROUP BY progress.programme, progress.metric
HAVING
    SUM(progress.value) FILTER (WHERE unit.kind = 'city')
    < SUM(progress.value) FILTER (WHERE unit.kind <> 'city');
