-- The scoreboard of accidents, for each unit and the city: this year to the night against last
-- year to the same day (29 February counts to 28). An accident counts by the day it happened, in
-- the words of its most authoritative source: the night's numbers as they were known then, and
-- where something new is told of accidents, those of published nights as they are known now.
TRUNCATE aside.known_accidents;

INSERT INTO aside.known_accidents (
    event_id, is_known_now, county_code, occurred_on, deaths, accident_class
)
WITH
codes AS (
    SELECT
        county_code AS code,
        county_code
    FROM core.units
    UNION
    SELECT
        old_name ->> 'code' AS code,
        unit.county_code
    FROM core.units AS unit
    CROSS JOIN LATERAL JSONB_ARRAY_ELEMENTS(unit.old_names) AS old_name
    WHERE old_name ? 'code'
),

told AS (
    SELECT
        said.event_id,
        said.source,
        said.row_key,
        said.authority,
        said.business_date,
        said.delivery_id,
        said.record_id,
        said.occurred_on,
        said.accident_class,
        delivery.night,
        delivery.load_number,
        COALESCE(said.deaths, 0) AS deaths,
        COALESCE(codes.county_code, said.county) AS county_code
    FROM core.accidents AS said
    INNER JOIN ledger.deliveries AS delivery ON said.delivery_id = delivery.delivery_id
    LEFT JOIN aside.fresh_deliveries AS fresh ON said.delivery_id = fresh.delivery_id
    LEFT JOIN codes ON said.county = codes.code
    WHERE delivery.is_published OR fresh.delivery_id IS NOT NULL
),

seen AS (
    SELECT
        told.*,
        knowledge.is_known_now
    FROM told
    CROSS JOIN (VALUES (FALSE), (TRUE)) AS knowledge (is_known_now)
    WHERE knowledge.is_known_now OR (told.night <= %(night)s AND told.business_date <= %(night)s)
),

current_versions AS (
    SELECT DISTINCT ON (is_known_now, source, row_key) *
    FROM seen
    ORDER BY
        is_known_now ASC, source ASC, row_key ASC, business_date DESC, night DESC, load_number DESC,
        record_id DESC
)

SELECT DISTINCT ON (event_id, is_known_now)
    event_id,
    is_known_now,
    county_code,
    occurred_on,
    deaths,
    accident_class
FROM current_versions
ORDER BY
    event_id ASC, is_known_now ASC, authority DESC, business_date DESC, source ASC, row_key ASC;

TRUNCATE aside.accident_scoreboard;

INSERT INTO aside.accident_scoreboard (
    business_date, is_known_now, county_code, accidents_ytd, deaths_ytd, accidents_previous_ytd,
    deaths_previous_ytd, accidents_change, deaths_change, serious_accidents_ytd, double_drop,
    no_serious_accident, last_accident_on, accident_free_days, hazards_found_ytd
)
WITH
news AS (
    SELECT DISTINCT said.event_id
    FROM core.accidents AS said
    INNER JOIN aside.fresh_deliveries AS fresh ON said.delivery_id = fresh.delivery_id
),

concerned AS (
    SELECT MIN(said.occurred_on) AS since
    FROM core.accidents AS said
    INNER JOIN news ON said.event_id = news.event_id
),

boards AS (
    SELECT
        %(night)s::date AS night,
        FALSE AS is_known_now
    UNION
    SELECT
        %(night)s::date AS night,
        TRUE AS is_known_now
    UNION
    SELECT
        published.night,
        TRUE AS is_known_now
    FROM mart.nights AS published
    CROSS JOIN concerned
    WHERE published.night >= concerned.since
),

periods AS (
    SELECT
        night,
        is_known_now,
        DATE_TRUNC('year', night)::date AS year_start,
        (night - interval '1 year')::date AS year_ago,
        (DATE_TRUNC('year', night) - interval '1 year')::date AS last_year_start
    FROM boards
),

city AS (
    SELECT county_code
    FROM core.units
    WHERE kind = 'city'
),

counted AS (
    SELECT
        period.night,
        period.is_known_now,
        CASE
            WHEN GROUPING(accident.county_code) = 1 THEN (SELECT city.county_code FROM city)
            ELSE accident.county_code
        END AS county_code,
        COUNT(*) FILTER (WHERE accident.occurred_on >= period.year_start) AS accidents,
        COALESCE(
            SUM(accident.deaths) FILTER (WHERE accident.occurred_on >= period.year_start), 0
        ) AS deaths,
        COUNT(*) FILTER (
            WHERE accident.occurred_on BETWEEN period.last_year_start AND period.year_ago
        ) AS previous_accidents,
        COALESCE(
            SUM(accident.deaths) FILTER (
                WHERE accident.occurred_on BETWEEN period.last_year_start AND period.year_ago
            ),
            0
        ) AS previous_deaths,
        COUNT(*) FILTER (
            WHERE
            accident.occurred_on >= period.year_start
            AND accident.accident_class IN ('serious', 'extra_serious')
        ) AS serious_accidents,
        MAX(accident.occurred_on) AS last_accident_on
    FROM periods AS period
    INNER JOIN aside.known_accidents AS accident
        ON
            period.is_known_now = accident.is_known_now
            AND period.night >= accident.occurred_on
    GROUP BY
        GROUPING SETS (
            (period.night, period.is_known_now, accident.county_code),
            (period.night, period.is_known_now)
        )
    HAVING
        GROUPING(accident.county_code) = 1
        OR accident.county_code NOT IN (SELECT city.county_code FROM city)
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

found_by_units AS (
    SELECT
        found.found_on,
        found.item_count,
        COALESCE(term.unit_code, found.county_code) AS county_code
    FROM found
    LEFT JOIN core.unit_history AS term
        ON
            found.county_code = term.county_code
            AND term.valid_from <= %(night)s
            AND (term.valid_to IS NULL OR term.valid_to > %(night)s)
),

hazards AS (
    SELECT
        CASE
            WHEN GROUPING(county_code) = 1 THEN (SELECT city.county_code FROM city)
            ELSE county_code
        END AS county_code,
        COALESCE(SUM(item_count), 0) AS found
    FROM found_by_units
    WHERE found_on >= DATE_TRUNC('year', %(night)s::date)
    GROUP BY GROUPING SETS ((county_code), ())
    HAVING
        GROUPING(county_code) = 1 OR county_code NOT IN (SELECT city.county_code FROM city)
),

scored AS (
    SELECT
        period.night,
        period.is_known_now,
        unit.county_code,
        c.last_accident_on,
        COALESCE(c.accidents, 0) AS accidents,
        COALESCE(c.deaths, 0) AS deaths,
        COALESCE(c.previous_accidents, 0) AS previous_accidents,
        COALESCE(c.previous_deaths, 0) AS previous_deaths,
        COALESCE(c.serious_accidents, 0) AS serious_accidents,
        CASE WHEN period.is_known_now THEN 0 ELSE COALESCE(hazards.found, 0) END AS hazards_found
    FROM periods AS period
    CROSS JOIN core.units AS unit
    LEFT JOIN counted AS c
        ON
            period.night = c.night
            AND period.is_known_now = c.is_known_now
            AND unit.county_code = c.county_code
    LEFT JOIN hazards ON unit.county_code = hazards.county_code
)

SELECT
    night AS business_date,
    is_known_now,
    county_code,
    accidents AS accidents_ytd,
    deaths AS deaths_ytd,
    previous_accidents AS accidents_previous_ytd,
    previous_deaths AS deaths_previous_ytd,
    accidents - previous_accidents AS accidents_change,
    deaths - previous_deaths AS deaths_change,
    serious_accidents AS serious_accidents_ytd,
    accidents < previous_accidents AND deaths < previous_deaths AS double_drop,
    serious_accidents = 0 AS no_serious_accident,
    last_accident_on,
    night - last_accident_on AS accident_free_days,
    hazards_found AS hazards_found_ytd
FROM scored;
