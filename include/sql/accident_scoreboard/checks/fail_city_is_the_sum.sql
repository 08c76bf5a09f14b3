-- The city's accidents, deaths and hazards found are those of its units and those that are the
-- city's own. What stands under a code that is no unit's is in none of them: see to the code in
-- units.yaml.
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
        COALESCE(SUM(board.deaths_ytd), 0) AS deaths,
        COALESCE(SUM(board.hazards_found_ytd), 0) AS hazards
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
),

kept_days AS (
    SELECT
        known.county_code,
        known.found_on,
        known.item_count
    FROM kept.items_found AS known
    WHERE (SELECT counting.night_before FROM aside.counting) IS NOT NULL
),

found AS (
    SELECT
        COALESCE(tonight.county_code, known.county_code) AS county_code,
        COALESCE(tonight.found_on, known.found_on) AS found_on,
        COALESCE(tonight.item_count, known.item_count) AS item_count
    FROM aside.items_found AS tonight
    FULL JOIN kept_days AS known
        ON tonight.county_code = known.county_code AND tonight.found_on = known.found_on
),

own_hazards AS (
    SELECT COALESCE(SUM(found.item_count), 0) AS hazards
    FROM found
    LEFT JOIN core.unit_history AS term
        ON
            found.county_code = term.county_code
            AND term.valid_from <= %(night)s
            AND (term.valid_to IS NULL OR term.valid_to > %(night)s)
    LEFT JOIN core.units AS unit
        ON COALESCE(term.unit_code, found.county_code) = unit.county_code
    WHERE
        COALESCE(unit.kind, 'city') = 'city'
        AND found.found_on >= DATE_TRUNC('year', %(night)s::date)
)

SELECT
    city.accidents_ytd,
    parts.accidents + own.accidents AS accidents_of_parts,
    city.deaths_ytd,
    parts.deaths + own.deaths AS deaths_of_parts,
    city.hazards_found_ytd,
    parts.hazards + own_hazards.hazards AS hazards_of_parts
FROM city
CROSS JOIN parts
CROSS JOIN own
CROSS JOIN own_hazards
WHERE
    city.accidents_ytd <> parts.accidents + own.accidents
    OR city.deaths_ytd <> parts.deaths + own.deaths
    OR city.hazards_found_ytd <> parts.hazards + own_hazards.hazards;
