-- Every metric of a programme that has begun has a number for the city: one without was lost
-- between its definition and its count.
SELECT
    wanted.programme,
    wanted.metric
FROM core.programme_metrics AS wanted
INNER JOIN core.programmes AS programme ON wanted.programme = programme.programme
INNER JOIN core.units AS city ON city.kind = 'city'
LEFT JOIN aside.campaign_progress AS progress
    ON
        wanted.programme = progress.programme
        AND wanted.metric = progress.metric
        AND city.county_code = progress.county_code
WHERE programme.starts_on <= %(night)s AND progress.metric IS NULL;
