-- By how much the rebuilt items change each count, day by day, as known now: what their new history
-- says less what the published one says. Where a past is told as before, both are equal and nothing
-- is left of it. An item counts from the day it is known and found; it is overdue from the day
-- after its due date on. A merge may tell that an item came back: what is taken off is what was
-- published of it. `changed_nights` are the published nights whose counts are to be summed anew:
-- those from the first change on, and the night itself.
TRUNCATE aside.item_daily_changes;

INSERT INTO aside.item_daily_changes (
    county_code, level, channel, since, found_total, open_count, rectified_count, verified_count,
    overdue_count, recurred_count
)
WITH
told AS (
    SELECT
        -1 AS sign,
        published.item_id,
        published.valid_from,
        published.valid_to,
        published.status,
        published.level,
        published.due_on,
        published.found_on,
        published.is_open,
        published.county_code,
        published.channel,
        state.has_recurred
    FROM mart.item_history AS published
    INNER JOIN aside.touched_items AS touched ON published.item_id = touched.item_id
    LEFT JOIN mart.item_state AS state ON published.item_id = state.item_id
    WHERE touched.is_rebuilt
    UNION ALL
    SELECT
        1 AS sign,
        item_id,
        valid_from,
        valid_to,
        status,
        level,
        due_on,
        found_on,
        is_open,
        county_code,
        channel,
        NULL AS has_recurred
    FROM aside.item_history
    WHERE NOT is_as_known_then
),

counted AS (
    SELECT
        told.*,
        GREATEST(told.valid_from, told.found_on) AS counts_from,
        CASE
            WHEN
                told.status IN ('open', 'in_progress')
                AND told.due_on < COALESCE(told.valid_to - 1, 'infinity')
                THEN GREATEST(told.valid_from, told.found_on, told.due_on + 1)
        END AS overdue_from,
        COALESCE(told.has_recurred, item.recurrence_of IS NOT NULL)::integer AS recurred
    FROM told
    INNER JOIN core.items AS item ON told.item_id = item.item_id
    WHERE told.found_on < COALESCE(told.valid_to, 'infinity')
),

steps AS (
    SELECT
        counted.*,
        step.since,
        counted.sign * step.whole AS whole,
        counted.sign * step.late AS late
    FROM counted
    CROSS JOIN
        LATERAL (
            VALUES
            (counted.counts_from, 1, 0),
            (counted.valid_to, -1, 0),
            (counted.overdue_from, 0, 1),
            (CASE WHEN counted.overdue_from IS NOT NULL THEN counted.valid_to END, 0, -1)
        ) AS step (since, whole, late)
    WHERE step.since IS NOT NULL
),

summed AS (
    SELECT
        county_code,
        level,
        channel,
        since,
        SUM(whole) AS found_total,
        COALESCE(SUM(whole) FILTER (WHERE is_open), 0) AS open_count,
        COALESCE(SUM(whole) FILTER (WHERE status = 'rectified'), 0) AS rectified_count,
        COALESCE(SUM(whole) FILTER (WHERE status = 'verified'), 0) AS verified_count,
        SUM(late) AS overdue_count,
        SUM(whole * recurred) AS recurred_count
    FROM steps
    GROUP BY county_code, level, channel, since
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
FROM summed
WHERE
    found_total <> 0
    OR open_count <> 0
    OR rectified_count <> 0
    OR verified_count <> 0
    OR overdue_count <> 0
    OR recurred_count <> 0;

TRUNCATE aside.changed_nights;

INSERT INTO aside.changed_nights (night)
SELECT night
FROM mart.nights
WHERE night >= (SELECT MIN(step.since) FROM aside.item_daily_changes AS step)
UNION
SELECT night
FROM aside.nights;
