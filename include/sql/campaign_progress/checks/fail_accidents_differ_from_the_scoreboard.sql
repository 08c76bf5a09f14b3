-- A programme's accidents and the scoreboard's are the same accidents: one number has one value.
SELECT
    progress.programme,
    progress.metric,
    progress.county_code,
    progress.value,
    told.value AS on_the_scoreboard
FROM aside.campaign_progress AS progress
INNER JOIN aside.accident_scoreboard AS board
    ON
        progress.business_date = board.business_date
        AND progress.county_code = board.county_code
        AND NOT board.is_known_now
INNER JOIN core.programmes AS programme ON progress.programme = programme.programme
CROSS JOIN
    LATERAL (
        VALUES
        ('accidents', board.accidents_ytd),
        ('accidents_last_year', board.accidents_previous_ytd),
        ('deaths', board.deaths_ytd),
        ('deaths_last_year', board.deaths_previous_ytd),
        ('serious_accidents', board.serious_accidents_ytd),
        ('accident_free_days', board.accident_free_days)
    ) AS told (metric, value)
WHERE
    progress.metric = told.metric
    AND programme.units = '{}'
    AND progress.value IS DISTINCT FROM told.value;
