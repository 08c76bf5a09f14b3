-- What is told of accidents changes what nights since then would show. They stay as published; of
-- each number that is another now, a revision that is not published says by how much and why, and
-- there is none where it is not. Runs with the publication.
WITH
city AS (
    SELECT county_code
    FROM core.units
    WHERE kind = 'city'
),

codes AS (
    SELECT
        old_name ->> 'code' AS code,
        unit.county_code
    FROM core.units AS unit
    CROSS JOIN LATERAL JSONB_ARRAY_ELEMENTS(unit.old_names) AS old_name
    WHERE old_name ? 'code'
),

causes AS (
    SELECT
        CASE
            WHEN GROUPING(accident.county_code) = 1 THEN (SELECT city.county_code FROM city)
            ELSE accident.county_code
        END AS county_code,
        'told later: '
        || STRING_AGG(
            DISTINCT CONCAT_WS(' ', delivery.source, delivery.business_date, delivery.file_name),
            ', '
        )
        || CASE
            WHEN
                BOOL_OR(
                    said.relation = 'update'
                    AND said.business_date - said.occurred_on > said.restatement_days
                )
                THEN '; restated late (30 days after the accident, 7 for fire and road traffic)'
            ELSE ''
        END AS words
    FROM core.accidents AS said
    INNER JOIN aside.fresh_deliveries AS fresh ON said.delivery_id = fresh.delivery_id
    INNER JOIN ledger.deliveries AS delivery ON said.delivery_id = delivery.delivery_id
    INNER JOIN aside.known_accidents AS accident
        ON said.event_id = accident.event_id AND accident.is_known_now
    GROUP BY GROUPING SETS ((accident.county_code), ())
    HAVING
        GROUPING(accident.county_code) = 1
        OR accident.county_code NOT IN (SELECT city.county_code FROM city)
),

compared AS (
    SELECT
        published.business_date,
        published.county_code,
        known.county_code AS known_as,
        counted.metric,
        counted.was_published,
        counted.is_known
    FROM mart.accident_scoreboard AS published
    LEFT JOIN codes ON published.county_code = codes.code
    INNER JOIN aside.accident_scoreboard AS known
        ON
            published.business_date = known.business_date
            AND COALESCE(codes.county_code, published.county_code) = known.county_code
            AND known.is_known_now
    CROSS JOIN
        LATERAL (
            VALUES
            ('accidents_ytd', published.accidents_ytd, known.accidents_ytd),
            ('deaths_ytd', published.deaths_ytd, known.deaths_ytd),
            (
                'accidents_previous_ytd',
                published.accidents_previous_ytd,
                known.accidents_previous_ytd
            ),
            ('deaths_previous_ytd', published.deaths_previous_ytd, known.deaths_previous_ytd),
            ('accidents_change', published.accidents_change, known.accidents_change),
            ('deaths_change', published.deaths_change, known.deaths_change),
            ('serious_accidents_ytd', published.serious_accidents_ytd, known.serious_accidents_ytd),
            ('accident_free_days', published.accident_free_days, known.accident_free_days)
        ) AS counted (metric, was_published, is_known)
),

differences AS (
    SELECT *
    FROM compared
    WHERE was_published IS DISTINCT FROM is_known
),

settled AS (
    DELETE FROM mart.revisions AS past
    USING compared
    WHERE
        past.business_date = compared.business_date
        AND past.programme = ''
        AND past.metric = compared.metric
        AND past.county_code = compared.county_code
        AND NOT past.is_published
        AND compared.was_published IS NOT DISTINCT FROM compared.is_known
)

INSERT INTO mart.revisions AS known (
    business_date, programme, metric, county_code, level, channel, revised_at, old_value,
    new_value, cause, is_published
)
SELECT
    differences.business_date,
    '' AS programme,
    differences.metric,
    differences.county_code,
    '' AS level,
    '' AS channel,
    NOW() AS revised_at,
    differences.was_published AS old_value,
    differences.is_known AS new_value,
    COALESCE(own.words, whole.words, 'reckoned anew') AS cause,
    FALSE AS is_published
FROM differences
LEFT JOIN causes AS own ON differences.known_as = own.county_code
LEFT JOIN causes AS whole ON whole.county_code = (SELECT city.county_code FROM city)
ON CONFLICT (business_date, programme, metric, county_code, level, channel)
WHERE NOT is_published
DO UPDATE SET
    old_value = excluded.old_value,
    new_value = excluded.new_value,
    revised_at = excluded.revised_at,
    cause = CONCAT_WS('; ', known.cause, NULLIF(excluded.cause, known.cause))
WHERE (known.old_value, known.new_value) IS DISTINCT FROM (excluded.old_value, excluded.new_value);
