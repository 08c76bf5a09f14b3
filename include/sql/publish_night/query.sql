-- What was built aside becomes visible in one transaction. Deliveries that no build published
-- before outdate this night and every published one after it. A night's numbers are written when
-- it was not published before or is outdated; what then changes leaves a revision. Later nights
-- keep their numbers, marked as outdated, until they are built again.
UPDATE mart.nights AS night
SET outdated_by = CONCAT_WS('; ', night.outdated_by, news.words)
FROM (
    SELECT
        'taken after publication: '
        || ARRAY_TO_STRING((ARRAY_AGG(words ORDER BY words ASC))[1:5], ', ')
        || CASE WHEN COUNT(*) > 5 THEN ' and ' || COUNT(*) - 5 || ' more' ELSE '' END AS words
    FROM (
        SELECT CONCAT_WS(' ', delivery.source, delivery.business_date, delivery.file_name) AS words
        FROM aside.fresh_deliveries AS fresh
        INNER JOIN ledger.deliveries AS delivery ON fresh.delivery_id = delivery.delivery_id
        WHERE fresh.is_news
    ) AS named
    HAVING COUNT(*) > 0
) AS news
WHERE night.night >= %(night)s;

INSERT INTO mart.revisions (
    business_date, programme, metric, county_code, level, channel, revised_at, old_value,
    new_value, cause
)
WITH
outdated AS (
    SELECT
        night,
        outdated_by
    FROM mart.nights
    WHERE night = %(night)s AND outdated_by IS NOT NULL
),

progress_changes AS (
    SELECT
        published.programme,
        published.metric,
        published.county_code,
        '' AS level,
        '' AS channel,
        published.value AS old_value,
        built.value AS new_value
    FROM mart.campaign_progress AS published
    LEFT JOIN aside.campaign_progress AS built
        ON
            published.business_date = built.business_date
            AND published.programme = built.programme
            AND published.metric = built.metric
            AND published.county_code = built.county_code
    WHERE published.business_date = %(night)s
),

daily AS (
    SELECT
        FALSE AS is_new,
        published.*
    FROM mart.item_daily AS published
    WHERE published.business_date = %(night)s
    UNION ALL
    SELECT
        TRUE AS is_new,
        built.*
    FROM aside.item_daily AS built
),

count_changes AS (
    SELECT
        '' AS programme,
        counted.metric,
        daily.county_code,
        daily.level,
        daily.channel,
        COALESCE(SUM(counted.amount) FILTER (WHERE NOT daily.is_new), 0) AS old_value,
        COALESCE(SUM(counted.amount) FILTER (WHERE daily.is_new), 0) AS new_value
    FROM daily
    CROSS JOIN
        LATERAL (
            VALUES
            ('found_total', daily.found_total),
            ('open_count', daily.open_count),
            ('rectified_count', daily.rectified_count),
            ('verified_count', daily.verified_count),
            ('overdue_count', daily.overdue_count),
            ('recurred_count', daily.recurred_count)
        ) AS counted (metric, amount)
    GROUP BY counted.metric, daily.county_code, daily.level, daily.channel
),

board_changes AS (
    SELECT
        '' AS programme,
        counted.metric,
        published.county_code,
        '' AS level,
        '' AS channel,
        counted.old_value,
        counted.new_value
    FROM mart.accident_scoreboard AS published
    INNER JOIN aside.accident_scoreboard AS built
        ON
            published.business_date = built.business_date
            AND published.county_code = built.county_code
            AND NOT built.is_known_now
    CROSS JOIN
        LATERAL (
            VALUES
            ('accidents_ytd', published.accidents_ytd, built.accidents_ytd),
            ('deaths_ytd', published.deaths_ytd, built.deaths_ytd),
            (
                'accidents_previous_ytd',
                published.accidents_previous_ytd,
                built.accidents_previous_ytd
            ),
            ('deaths_previous_ytd', published.deaths_previous_ytd, built.deaths_previous_ytd),
            ('accidents_change', published.accidents_change, built.accidents_change),
            ('deaths_change', published.deaths_change, built.deaths_change),
            ('serious_accidents_ytd', published.serious_accidents_ytd, built.serious_accidents_ytd),
            ('accident_free_days', published.accident_free_days, built.accident_free_days)
        ) AS counted (metric, old_value, new_value)
    WHERE published.business_date = %(night)s
),

changes AS (
    SELECT * FROM progress_changes
    UNION ALL
    SELECT * FROM count_changes
    UNION ALL
    SELECT * FROM board_changes
)

SELECT
    outdated.night AS business_date,
    changes.programme,
    changes.metric,
    changes.county_code,
    changes.level,
    changes.channel,
    NOW() AS revised_at,
    changes.old_value,
    changes.new_value,
    outdated.outdated_by AS cause
FROM outdated
CROSS JOIN changes
WHERE changes.old_value IS DISTINCT FROM changes.new_value;

INSERT INTO mart.nights (night, published_at, outdated_by)
SELECT
    asked.night,
    CASE
        WHEN built.night IS NOT NULL THEN NOW()
        ELSE CAST(
            'Nothing is published: the night built aside is not ' || asked.night
            || '. Run the task build of this run again.' AS timestamptz
        )
    END AS published_at,
    'not published before' AS outdated_by
FROM (SELECT CAST(%(night)s AS date) AS night) AS asked
LEFT JOIN aside.nights AS built ON asked.night = built.night
ON CONFLICT (night) DO NOTHING;

DELETE FROM mart.item_daily AS published
USING mart.nights AS night
WHERE
    published.business_date = %(night)s
    AND published.business_date = night.night
    AND night.outdated_by IS NOT NULL;

INSERT INTO mart.item_daily (
    business_date, county_code, level, channel, found_total, open_count, rectified_count,
    verified_count, overdue_count, recurred_count
)
SELECT
    built.business_date,
    built.county_code,
    built.level,
    built.channel,
    built.found_total,
    built.open_count,
    built.rectified_count,
    built.verified_count,
    built.overdue_count,
    built.recurred_count
FROM aside.item_daily AS built
INNER JOIN mart.nights AS night ON built.business_date = night.night
WHERE night.outdated_by IS NOT NULL;

DELETE FROM mart.campaign_progress AS published
USING mart.nights AS night
WHERE
    published.business_date = %(night)s
    AND published.business_date = night.night
    AND night.outdated_by IS NOT NULL;

INSERT INTO mart.campaign_progress (
    business_date, programme, metric, county_code, numerator, denominator, value, printed,
    target, previous_year_value, status
)
SELECT
    built.business_date,
    built.programme,
    built.metric,
    built.county_code,
    built.numerator,
    built.denominator,
    built.value,
    built.printed,
    built.target,
    built.previous_year_value,
    built.status
FROM aside.campaign_progress AS built
INNER JOIN mart.nights AS night ON built.business_date = night.night
WHERE night.outdated_by IS NOT NULL;

DELETE FROM mart.campaign_breakdown AS published
USING mart.nights AS night
WHERE
    published.business_date = %(night)s
    AND published.business_date = night.night
    AND night.outdated_by IS NOT NULL;

INSERT INTO mart.campaign_breakdown (
    business_date, programme, metric, dimension, member, county_code, numerator, denominator,
    value, printed
)
SELECT
    built.business_date,
    built.programme,
    built.metric,
    built.dimension,
    built.member,
    built.county_code,
    built.numerator,
    built.denominator,
    built.value,
    built.printed
FROM aside.campaign_breakdown AS built
INNER JOIN mart.nights AS night ON built.business_date = night.night
WHERE night.outdated_by IS NOT NULL;

DELETE FROM mart.accident_scoreboard AS published
USING mart.nights AS night
WHERE
    published.business_date = %(night)s
    AND published.business_date = night.night
    AND night.outdated_by IS NOT NULL;

INSERT INTO mart.accident_scoreboard (
    business_date, county_code, accidents_ytd, deaths_ytd, accidents_previous_ytd,
    deaths_previous_ytd, accidents_change, deaths_change, serious_accidents_ytd, double_drop,
    no_serious_accident, last_accident_on, accident_free_days, hazards_found_ytd
)
SELECT
    built.business_date,
    built.county_code,
    built.accidents_ytd,
    built.deaths_ytd,
    built.accidents_previous_ytd,
    built.deaths_previous_ytd,
    built.accidents_change,
    built.deaths_change,
    built.serious_accidents_ytd,
    built.double_drop,
    built.no_serious_accident,
    built.last_accident_on,
    built.accident_free_days,
    built.hazards_found_ytd
FROM aside.accident_scoreboard AS built
INNER JOIN mart.nights AS night ON built.business_date = night.night
WHERE NOT built.is_known_now AND night.outdated_by IS NOT NULL;

DELETE FROM mart.item_history AS published
USING aside.touched_items AS touched
WHERE published.item_id = touched.item_id AND touched.is_rebuilt;

INSERT INTO mart.item_history (
    item_id, valid_from, valid_to, status, level, due_on, found_on, is_open, rectified_on,
    verified_on, done_on, closed_on, county_code, channel, supervised, industry, programme_named,
    names_town, names_department, names_person, first_business_date, reopened_count, has_conflict
)
SELECT
    item_id,
    valid_from,
    valid_to,
    status,
    level,
    due_on,
    found_on,
    is_open,
    rectified_on,
    verified_on,
    done_on,
    closed_on,
    county_code,
    channel,
    supervised,
    industry,
    programme_named,
    names_town,
    names_department,
    names_person,
    first_business_date,
    reopened_count,
    has_conflict
FROM aside.item_history
WHERE NOT is_as_known_then;

DELETE FROM mart.item_state AS published
USING aside.touched_items AS touched
WHERE published.item_id = touched.item_id AND touched.is_rebuilt;

INSERT INTO mart.item_state (
    item_id, status, level, due_on, found_on, is_open, rectified_on, verified_on, done_on,
    closed_on, county_code, channel, supervised, industry, programme_named, names_town,
    names_department, names_person, first_business_date, town, site, description, category,
    department, source_count, reopened_count, last_business_date, missing_since, has_conflict
)
SELECT
    item_id,
    status,
    level,
    due_on,
    found_on,
    is_open,
    rectified_on,
    verified_on,
    done_on,
    closed_on,
    county_code,
    channel,
    supervised,
    industry,
    programme_named,
    names_town,
    names_department,
    names_person,
    first_business_date,
    town,
    site,
    description,
    category,
    department,
    source_count,
    reopened_count,
    last_business_date,
    missing_since,
    has_conflict
FROM aside.item_state;

UPDATE mart.nights
SET published_at = NOW(), outdated_by = NULL
WHERE night = %(night)s AND outdated_by IS NOT NULL;

-- What was told of accidents changes what earlier nights would have shown. They stay as published;
-- of each number that is another now, a revision says so, against what was last said of it.
INSERT INTO mart.revisions (
    business_date, programme, metric, county_code, level, channel, revised_at, old_value,
    new_value, cause
)
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
        'told of accidents after publication: '
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
    INNER JOIN mart.nights AS night ON published.business_date = night.night
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
    WHERE night.outdated_by IS NULL
),

last_said AS (
    SELECT DISTINCT ON (revision.business_date, revision.metric, revision.county_code)
        revision.business_date,
        revision.metric,
        revision.county_code,
        revision.new_value
    FROM mart.revisions AS revision
    WHERE
        revision.programme = ''
        AND revision.level = ''
        AND revision.channel = ''
        AND revision.business_date IN (SELECT compared.business_date FROM compared)
    ORDER BY
        revision.business_date ASC,
        revision.metric ASC,
        revision.county_code ASC,
        revision.revised_at DESC
),

changes AS (
    SELECT
        compared.*,
        CASE
            WHEN last_said.metric IS NULL THEN compared.was_published
            ELSE last_said.new_value
        END AS old_value
    FROM compared
    LEFT JOIN last_said
        ON
            compared.business_date = last_said.business_date
            AND compared.metric = last_said.metric
            AND compared.county_code = last_said.county_code
)

SELECT
    changes.business_date,
    '' AS programme,
    changes.metric,
    changes.county_code,
    '' AS level,
    '' AS channel,
    CLOCK_TIMESTAMP() AS revised_at,
    changes.old_value,
    changes.is_known AS new_value,
    COALESCE(own.words, whole.words) AS cause
FROM changes
LEFT JOIN causes AS own ON changes.known_as = own.county_code
LEFT JOIN causes AS whole ON whole.county_code = (SELECT city.county_code FROM city)
WHERE changes.old_value IS DISTINCT FROM changes.is_known;

UPDATE core.item_moves AS moved_row
SET is_published = TRUE
FROM aside.touched_items AS touched
WHERE
    NOT moved_row.is_published
    AND touched.is_rebuilt
    AND moved_row.from_item = touched.item_id;

UPDATE ledger.deliveries AS delivery
SET is_published = TRUE, is_replayed = FALSE
FROM aside.fresh_deliveries AS fresh
WHERE delivery.delivery_id = fresh.delivery_id AND NOT delivery.is_published;
