-- The accidents behind a number of the scoreboard, as known now.
WITH concerned AS (
    SELECT
        accident.*,
        MAX(accident.occurred_on) OVER () AS last_accident_on
    FROM bi.counted_accidents AS accident
    WHERE
        accident.occurred_on <= :until
        AND (
            accident.county_code IN (
                SELECT CAST(:county_code AS TEXT) AS unit_code
                UNION ALL
                SELECT term.unit_code
                FROM bi.unit_history AS term
                WHERE term.county_code = :county_code
            )
            OR :county_code IN (SELECT city.city_code FROM bi.city AS city)
        )
)

SELECT *
FROM concerned
WHERE
    (
        :metric IN (
            'accidents_ytd', 'deaths_ytd', 'accidents_change', 'deaths_change'
        )
        AND occurred_on >= DATE_TRUNC('year', CAST(:until AS DATE))
    )
    OR (
        :metric = 'serious_accidents_ytd'
        AND occurred_on >= DATE_TRUNC('year', CAST(:until AS DATE))
        AND accident_class IN ('serious', 'extra_serious')
    )
    OR (
        :metric IN (
            'accidents_previous_ytd', 'deaths_previous_ytd', 'accidents_change', 'deaths_change'
        )
        AND occurred_on >= DATE_TRUNC('year', CAST(:until AS DATE) - INTERVAL '1 year')
        AND occurred_on <= CAST(:until AS DATE) - INTERVAL '1 year'
    )
    OR (:metric = 'accident_free_days' AND occurred_on = last_accident_on)
ORDER BY occurred_on
