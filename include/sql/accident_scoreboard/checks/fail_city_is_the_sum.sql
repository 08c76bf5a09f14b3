-- The city's accidents and deaths are those of its units and of accidents that are the city's own.
-- An accident of a code that is no unit's is in none of them: see to the code in units.yaml.
WITH
city AS (
    SELECT board.*
    FROM aside.accident_scoreboard AS board
    INNER JOIN core.units AS unit ON board.county_code = unit.county_code
    WHERE unit.kind = 'city' AND NOT board.is_known_now
),

parts AS (
    SELECT
        COALESCE(SUM(board.accidents_ytd), 0) AS accidents,
        COALESCE(SUM(board.deaths_ytd), 0) AS deaths
    FROM aside.accident_scoreboard AS board
    INNER JOIN core.units AS unit ON board.county_code = unit.county_code
    WHERE unit.kind <> 'city' AND NOT board.is_known_now
),

own AS (
    SELECT
        COUNT(*) AS accidents,
        COALESCE(SUM(accident.deaths), 0) AS deaths
    FROM aside.known_accidents AS accident
    LEFT JOIN core.units AS unit ON accident.county_code = unit.county_code
    WHERE
        NOT accident.is_known_now
        AND COALESCE(unit.kind, 'city') = 'city'
        AND accident.occurred_on BETWEEN DATE_TRUNC('year', %(night)s::date) AND %(night)s
)

SELECT
    city.accidents_ytd,
    parts.accidents + own.accidents AS accidents_of_parts,
    city.deaths_ytd,
    parts.deaths + own.deaths AS deaths_of_parts
FROM city
CROSS JOIN parts
CROSS JOIN own
WHERE
    city.accidents_ytd <> parts.accidents + own.accidents
    OR city.deaths_ytd <> parts.deaths + own.deaths;
