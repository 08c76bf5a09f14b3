-- Where nothing was told later, all changes up to the night are the night's own counts: what is
-- known now and what is published are one then.
WITH
steps AS (
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
    FROM mart.item_daily_changes
    UNION ALL
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
),

both_ways AS (
    SELECT
        COALESCE(unit.county_code, steps.county_code) AS county_code,
        steps.level,
        steps.channel,
        steps.found_total,
        steps.open_count,
        steps.rectified_count,
        steps.verified_count,
        steps.overdue_count,
        steps.recurred_count
    FROM steps
    LEFT JOIN core.unit_history AS unit
        ON
            steps.county_code = unit.unit_code
            AND unit.valid_from <= %(night)s
            AND (unit.valid_to IS NULL OR unit.valid_to > %(night)s)
    WHERE steps.since <= %(night)s
    UNION ALL
    SELECT
        county_code,
        level,
        channel,
        -found_total AS found_total,
        -open_count AS open_count,
        -rectified_count AS rectified_count,
        -verified_count AS verified_count,
        -overdue_count AS overdue_count,
        -recurred_count AS recurred_count
    FROM aside.item_daily
)

SELECT
    county_code,
    level,
    channel,
    SUM(found_total) AS found_too_many,
    SUM(open_count) AS open_too_many
FROM both_ways
WHERE
    NOT EXISTS (
        SELECT touched.item_id
        FROM aside.touched_items AS touched
        WHERE touched.was_told_later
    )
GROUP BY county_code, level, channel
HAVING
    SUM(found_total) <> 0
    OR SUM(open_count) <> 0
    OR SUM(rectified_count) <> 0
    OR SUM(verified_count) <> 0
    OR SUM(overdue_count) <> 0
    OR SUM(recurred_count) <> 0;
