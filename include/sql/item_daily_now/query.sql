-- Every published night as known now: what the build has found to have changed is added to the
-- changes day by day, and the nights from the first of it on are summed anew, each county under the
-- code it had that night. Where a night then differs from what it shows, a revision that is not
-- published says by how much and why; there is none where it does not. Runs with the publication.
INSERT INTO mart.item_daily_changes AS known (
    county_code, level, channel, since, found_total, open_count, rectified_count, verified_count,
    overdue_count, recurred_count
)
SELECT
    county_code,
    level,
    channel,
    since,
    found_total,
    open_count,
    rectified_count,
    verified_count,
    overdue_count,
    recurred_count
FROM aside.item_daily_changes
ON CONFLICT (county_code, level, channel, since) DO UPDATE SET
    found_total = known.found_total + excluded.found_total,
    open_count = known.open_count + excluded.open_count,
    rectified_count = known.rectified_count + excluded.rectified_count,
    verified_count = known.verified_count + excluded.verified_count,
    overdue_count = known.overdue_count + excluded.overdue_count,
    recurred_count = known.recurred_count + excluded.recurred_count;

TRUNCATE aside.item_daily_changes;

DELETE FROM mart.item_daily_now AS known
USING aside.changed_nights AS changed
WHERE known.business_date = changed.night;

INSERT INTO mart.item_daily_now (
    business_date, county_code, level, channel, found_total, open_count, rectified_count,
    verified_count, overdue_count, recurred_count
)
WITH
span AS (
    SELECT
        MIN(night) AS first_night,
        MAX(night) AS last_night
    FROM aside.changed_nights
),

steps AS (  -- what was before the first night that changed counts as of that night
    SELECT
        step.county_code,
        step.level,
        step.channel,
        GREATEST(step.since, span.first_night) AS since,
        step.found_total,
        step.open_count,
        step.rectified_count,
        step.verified_count,
        step.overdue_count,
        step.recurred_count
    FROM span
    INNER JOIN mart.item_daily_changes AS step ON span.last_night >= step.since
    UNION ALL
    SELECT
        counted.county_code,
        counted.level,
        counted.channel,
        changed.night AS since,
        0 AS found_total,
        0 AS open_count,
        0 AS rectified_count,
        0 AS verified_count,
        0 AS overdue_count,
        0 AS recurred_count
    FROM (
        SELECT DISTINCT
            county_code,
            level,
            channel
        FROM mart.item_daily_changes
    ) AS counted
    CROSS JOIN aside.changed_nights AS changed
),

days AS (
    SELECT
        county_code,
        level,
        channel,
        since,
        SUM(found_total) AS found_total,
        SUM(open_count) AS open_count,
        SUM(rectified_count) AS rectified_count,
        SUM(verified_count) AS verified_count,
        SUM(overdue_count) AS overdue_count,
        SUM(recurred_count) AS recurred_count
    FROM steps
    GROUP BY county_code, level, channel, since
),

running AS (
    SELECT
        county_code,
        level,
        channel,
        since,
        SUM(found_total) OVER so_far AS found_total,
        SUM(open_count) OVER so_far AS open_count,
        SUM(rectified_count) OVER so_far AS rectified_count,
        SUM(verified_count) OVER so_far AS verified_count,
        SUM(overdue_count) OVER so_far AS overdue_count,
        SUM(recurred_count) OVER so_far AS recurred_count
    FROM days
    WINDOW so_far AS (PARTITION BY county_code, level, channel ORDER BY since ASC)
)

SELECT
    running.since AS business_date,
    COALESCE(unit.county_code, running.county_code) AS county_code,
    running.level,
    running.channel,
    running.found_total,
    running.open_count,
    running.rectified_count,
    running.verified_count,
    running.overdue_count,
    running.recurred_count
FROM running
INNER JOIN aside.changed_nights AS changed ON running.since = changed.night
LEFT JOIN core.unit_history AS unit
    ON
        running.county_code = unit.unit_code
        AND running.since >= unit.valid_from
        AND (unit.valid_to IS NULL OR running.since < unit.valid_to)
WHERE running.found_total > 0;

WITH
daily AS (
    SELECT
        FALSE AS is_now,
        published.*
    FROM mart.item_daily AS published
    INNER JOIN aside.changed_nights AS changed ON published.business_date = changed.night
    UNION ALL
    SELECT
        TRUE AS is_now,
        now.*
    FROM mart.item_daily_now AS now
    INNER JOIN aside.changed_nights AS changed ON now.business_date = changed.night
),

differences AS (
    SELECT
        daily.business_date,
        counted.metric,
        daily.county_code,
        daily.level,
        daily.channel,
        COALESCE(SUM(counted.amount) FILTER (WHERE NOT daily.is_now), 0) AS old_value,
        COALESCE(SUM(counted.amount) FILTER (WHERE daily.is_now), 0) AS new_value
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
    GROUP BY
        daily.business_date, counted.metric, daily.county_code, daily.level, daily.channel
    HAVING
        COALESCE(SUM(counted.amount) FILTER (WHERE NOT daily.is_now), 0)
        <> COALESCE(SUM(counted.amount) FILTER (WHERE daily.is_now), 0)
),

settled AS (
    DELETE FROM mart.revisions AS past
    USING aside.changed_nights AS changed
    WHERE
        past.business_date = changed.night
        AND NOT past.is_published
        AND past.level <> ''
        AND NOT EXISTS (
            SELECT differences.metric
            FROM differences
            WHERE
                differences.business_date = past.business_date
                AND differences.metric = past.metric
                AND differences.county_code = past.county_code
                AND differences.level = past.level
                AND differences.channel = past.channel
        )
),

told AS (
    SELECT DISTINCT
        changed.night,
        statement.county AS unit_code,
        CONCAT_WS(' ', delivery.source, delivery.business_date, delivery.file_name) AS words
    FROM aside.changed_nights AS changed
    INNER JOIN ledger.deliveries AS delivery
        ON changed.night >= delivery.business_date AND changed.night < delivery.night
    INNER JOIN core.statements AS statement ON delivery.delivery_id = statement.delivery_id
    LEFT JOIN aside.fresh_deliveries AS fresh ON delivery.delivery_id = fresh.delivery_id
    WHERE
        CASE
            WHEN changed.night = %(night)s THEN delivery.is_published
            ELSE fresh.delivery_id IS NOT NULL
        END
    UNION
    SELECT
        changed.night,
        statement.county AS unit_code,
        judgement.judgement_id || ' joined what was two items' AS words
    FROM core.item_moves AS moved
    INNER JOIN core.pair_judgements AS judgement ON moved.judgement_id = judgement.judgement_id
    INNER JOIN aside.changed_nights AS changed ON judgement.night > changed.night
    INNER JOIN core.statements AS statement
        ON
            moved.source = statement.source
            AND moved.row_key = statement.row_key
            AND changed.night >= statement.business_date
    WHERE judgement.night = %(night)s AND NOT judgement.is_human
    UNION
    SELECT
        changed.night,
        statement.county AS unit_code,
        CONCAT_WS(' ', delivery.source, delivery.business_date, delivery.file_name)
        || ' told what came back' AS words
    FROM core.items AS item
    INNER JOIN core.judgements AS judgement ON item.recurs_by = judgement.judgement_id
    INNER JOIN ledger.deliveries AS delivery ON judgement.delivery_id = delivery.delivery_id
    INNER JOIN aside.fresh_deliveries AS fresh ON delivery.delivery_id = fresh.delivery_id
    INNER JOIN aside.changed_nights AS changed ON delivery.business_date > changed.night
    INNER JOIN core.statements AS statement
        ON item.item_id = statement.item_id AND changed.night >= statement.business_date
),

-- What was told of a unit; where its numbers differ and nothing was, an item came from another one
-- or went there: then (no unit) all that was told.
causes AS (
    SELECT
        night,
        unit_code,
        'known later: '
        || ARRAY_TO_STRING((ARRAY_AGG(DISTINCT words ORDER BY words ASC))[1:5], ', ')
        || CASE
            WHEN COUNT(DISTINCT words) > 5
                THEN ' and ' || COUNT(DISTINCT words) - 5 || ' more'
            ELSE ''
        END AS words
    FROM told
    GROUP BY GROUPING SETS ((night, unit_code), (night))
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
    differences.level,
    differences.channel,
    NOW() AS revised_at,
    differences.old_value,
    differences.new_value,
    COALESCE(
        NULLIF(CONCAT_WS('; ', outdated.outdated_by, COALESCE(own.words, whole.words)), ''),
        'reckoned anew'
    ) AS cause,
    FALSE AS is_published
FROM differences
LEFT JOIN core.unit_history AS unit
    ON
        differences.county_code = unit.county_code
        AND differences.business_date >= unit.valid_from
        AND (unit.valid_to IS NULL OR differences.business_date < unit.valid_to)
LEFT JOIN causes AS own
    ON
        differences.business_date = own.night
        AND COALESCE(unit.unit_code, differences.county_code) = own.unit_code
LEFT JOIN causes AS whole ON differences.business_date = whole.night AND whole.unit_code IS NULL
LEFT JOIN mart.nights AS outdated
    ON differences.business_date = outdated.night AND outdated.night <> %(night)s
ON CONFLICT (business_date, programme, metric, county_code, level, channel)
WHERE NOT is_published
DO UPDATE SET
    old_value = excluded.old_value,
    new_value = excluded.new_value,
    revised_at = excluded.revised_at,
    cause = CONCAT_WS('; ', known.cause, NULLIF(excluded.cause, known.cause))
WHERE (known.old_value, known.new_value) IS DISTINCT FROM (excluded.old_value, excluded.new_value);
