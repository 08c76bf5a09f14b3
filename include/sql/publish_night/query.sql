-- What was built aside becomes visible in one transaction. Deliveries that no build published
-- before outdate this night and every published one after it. A night's numbers are written when
-- it was not published before or is outdated; what then changes leaves a revision. Later nights
-- keep their numbers, marked as outdated, until they are built again.
SELECT mart.make_months(%(night)s::date);

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
    new_value, cause, is_published
)
WITH
outdated AS (
    SELECT
        night,
        outdated_by
    FROM mart.nights
    WHERE night = %(night)s AND outdated_by IS NOT NULL
),

published_progress AS (
    SELECT *
    FROM mart.campaign_progress
    WHERE business_date = %(night)s
),

progress_changes AS (
    SELECT
        COALESCE(published.programme, built.programme) AS programme,
        COALESCE(published.metric, built.metric) || counted.part AS metric,
        COALESCE(published.county_code, built.county_code) AS county_code,
        '' AS level,
        '' AS channel,
        counted.old_value,
        counted.new_value
    FROM published_progress AS published
    FULL JOIN aside.campaign_progress AS built
        ON
            published.business_date = built.business_date
            AND published.programme = built.programme
            AND published.metric = built.metric
            AND published.county_code = built.county_code
    CROSS JOIN
        LATERAL (
            VALUES
            ('', published.value, built.value, TRUE),
            (
                '.numerator',
                published.numerator,
                built.numerator,
                published.value IS NOT DISTINCT FROM built.value
            ),
            (
                '.denominator',
                published.denominator,
                built.denominator,
                published.value IS NOT DISTINCT FROM built.value
            )
        ) AS counted (part, old_value, new_value, is_told)
    WHERE counted.is_told
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

published_board AS (
    SELECT *
    FROM mart.accident_scoreboard
    WHERE business_date = %(night)s
),

built_board AS (
    SELECT
        built.*,
        COALESCE(term.county_code, built.county_code) AS code_then
    FROM aside.accident_scoreboard AS built
    LEFT JOIN core.unit_history AS term
        ON
            built.county_code = term.unit_code
            AND term.valid_from <= %(night)s
            AND (term.valid_to IS NULL OR term.valid_to > %(night)s)
    WHERE NOT built.is_known_now
),

board_changes AS (
    SELECT
        '' AS programme,
        counted.metric,
        COALESCE(published.county_code, built.code_then) AS county_code,
        '' AS level,
        '' AS channel,
        counted.old_value,
        counted.new_value
    FROM published_board AS published
    FULL JOIN built_board AS built ON published.county_code = built.code_then
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
            ('accident_free_days', published.accident_free_days, built.accident_free_days),
            ('hazards_found_ytd', published.hazards_found_ytd, built.hazards_found_ytd)
        ) AS counted (metric, old_value, new_value)
),

published_split AS (
    SELECT *
    FROM mart.campaign_breakdown
    WHERE business_date = %(night)s
),

split_changes AS (
    SELECT
        COALESCE(published.programme, built.programme) AS programme,
        CONCAT_WS(
            '.',
            COALESCE(published.metric, built.metric),
            COALESCE(published.dimension, built.dimension),
            COALESCE(published.member, built.member)
        ) AS metric,
        COALESCE(published.county_code, built.county_code) AS county_code,
        '' AS level,
        '' AS channel,
        published.value AS old_value,
        built.value AS new_value
    FROM published_split AS published
    FULL JOIN aside.campaign_breakdown AS built
        ON
            published.programme = built.programme
            AND published.metric = built.metric
            AND published.dimension = built.dimension
            AND published.member = built.member
            AND published.county_code = built.county_code
),

changes AS (
    SELECT * FROM progress_changes
    UNION ALL
    SELECT * FROM count_changes
    UNION ALL
    SELECT * FROM board_changes
    UNION ALL
    SELECT * FROM split_changes
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
    outdated.outdated_by AS cause,
    TRUE AS is_published
FROM outdated
CROSS JOIN changes
WHERE changes.old_value IS DISTINCT FROM changes.new_value;

INSERT INTO mart.revisions (
    business_date, programme, metric, county_code, level, channel, revised_at, old_value,
    new_value, cause, is_published
)
WITH
form AS (
    SELECT
        FALSE AS is_new,
        published.*
    FROM mart.monthly_form AS published
    WHERE published.night = %(night)s
    UNION ALL
    SELECT
        TRUE AS is_new,
        built.*
    FROM aside.monthly_form AS built
),

numbers AS (
    SELECT
        form.county_code,
        'monthly_form.' || form.form_row || '.' || counted.name AS metric,
        MAX(counted.amount) FILTER (WHERE NOT form.is_new) AS old_value,
        MAX(counted.amount) FILTER (WHERE form.is_new) AS new_value
    FROM form
    CROSS JOIN
        LATERAL (
            VALUES
            ('enterprises_count', form.enterprises_count),
            ('general_found_count', form.general_found_count),
            ('general_rectified_count', form.general_rectified_count),
            ('major_found_count', form.major_found_count),
            ('major_closed_count', form.major_closed_count),
            ('in_plan_count', form.in_plan_count),
            ('five_in_place_count', form.five_in_place_count),
            ('supervised_count', form.supervised_count),
            ('province_supervised_count', form.province_supervised_count),
            ('funds_yuan', form.funds_yuan)
        ) AS counted (name, amount)
    GROUP BY form.county_code, form.form_row, counted.name
    HAVING BOOL_OR(NOT form.is_new)
)

SELECT
    night.night AS business_date,
    '' AS programme,
    numbers.metric,
    numbers.county_code,
    '' AS level,
    '' AS channel,
    NOW() AS revised_at,
    numbers.old_value,
    numbers.new_value,
    night.outdated_by AS cause,
    TRUE AS is_published
FROM mart.nights AS night
CROSS JOIN numbers
WHERE
    night.night = %(night)s
    AND night.outdated_by IS NOT NULL
    AND numbers.old_value IS DISTINCT FROM numbers.new_value;

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

DELETE FROM mart.monthly_form AS published
USING mart.nights AS night
WHERE
    published.night = %(night)s
    AND published.night = night.night
    AND night.outdated_by IS NOT NULL;

INSERT INTO mart.monthly_form (
    night, county_code, form_row, enterprises_count, general_found_count, general_rectified_count,
    major_found_count, major_closed_count, in_plan_count, five_in_place_count, supervised_count,
    province_supervised_count, funds_yuan
)
SELECT
    built.night,
    built.county_code,
    built.form_row,
    built.enterprises_count,
    built.general_found_count,
    built.general_rectified_count,
    built.major_found_count,
    built.major_closed_count,
    built.in_plan_count,
    built.five_in_place_count,
    built.supervised_count,
    built.province_supervised_count,
    built.funds_yuan
FROM aside.monthly_form AS built
INNER JOIN mart.nights AS night ON built.night = night.night
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
    COALESCE(term.county_code, built.county_code) AS county_code,
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
LEFT JOIN core.unit_history AS term
    ON
        built.county_code = term.unit_code
        AND built.business_date >= term.valid_from
        AND (term.valid_to IS NULL OR built.business_date < term.valid_to)
WHERE NOT built.is_known_now AND night.outdated_by IS NOT NULL;

-- Most of what an item was before stays as it is: what is built as it stands is not written again.
DELETE FROM mart.item_history AS published
USING aside.touched_items AS touched
WHERE
    published.item_id = touched.item_id
    AND touched.is_rebuilt
    AND NOT EXISTS (
        SELECT built.item_id
        FROM aside.item_history AS built
        WHERE
            published.item_id = built.item_id
            AND published.valid_from = built.valid_from
            AND NOT built.is_as_known_then
            AND (
                published.valid_to, published.status, published.level, published.due_on,
                published.found_on, published.is_open, published.rectified_on,
                published.verified_on, published.done_on, published.closed_on,
                published.county_code, published.channel, published.supervised, published.industry,
                published.programme_named, published.names_town, published.names_department,
                published.names_person, published.first_business_date, published.reopened_count,
                published.has_conflict
            ) IS NOT DISTINCT FROM (
                built.valid_to, built.status, built.level, built.due_on, built.found_on,
                built.is_open, built.rectified_on, built.verified_on, built.done_on,
                built.closed_on, built.county_code, built.channel, built.supervised, built.industry,
                built.programme_named, built.names_town, built.names_department, built.names_person,
                built.first_business_date, built.reopened_count, built.has_conflict
            )
    );

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
FROM aside.item_history AS built
WHERE
    NOT is_as_known_then
    AND NOT EXISTS (
        SELECT published.item_id
        FROM mart.item_history AS published
        WHERE built.item_id = published.item_id AND built.valid_from = published.valid_from
    );

DELETE FROM mart.item_state AS published
USING aside.touched_items AS touched
WHERE published.item_id = touched.item_id AND touched.is_rebuilt;

INSERT INTO mart.item_state (
    item_id, status, level, due_on, found_on, is_open, rectified_on, verified_on, done_on,
    closed_on, county_code, channel, supervised, industry, programme_named, names_town,
    names_department, names_person, first_business_date, town, site, description, category,
    department, source_count, reopened_count, last_business_date, missing_since, has_conflict,
    has_recurred
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
    has_conflict,
    has_recurred
FROM aside.item_state;

INSERT INTO mart.enterprise_items (
    enterprise_id, county_code, items_total, items_open, items_overdue, items_recurred
)
SELECT
    enterprise_id,
    county_code,
    items_total,
    items_open,
    items_overdue,
    items_recurred
FROM aside.enterprise_items
ON CONFLICT (enterprise_id, county_code) DO UPDATE SET
    items_total = excluded.items_total,
    items_open = excluded.items_open,
    items_overdue = excluded.items_overdue,
    items_recurred = excluded.items_recurred;

UPDATE mart.nights
SET published_at = NOW(), outdated_by = NULL
WHERE night = %(night)s AND outdated_by IS NOT NULL;

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
