-- The night's counts by county, level and channel: those of the last night where they are kept, and
-- what the items that changed since make of them. Due today is not overdue.
TRUNCATE aside.item_daily;

INSERT INTO aside.item_daily (
    business_date, county_code, level, channel, found_total, open_count, rectified_count,
    verified_count, overdue_count, recurred_count
)
WITH
parts AS (
    SELECT
        known.county_code,
        known.level,
        known.channel,
        known.found_total,
        known.open_count,
        known.rectified_count,
        known.verified_count,
        known.overdue_count,
        known.recurred_count
    FROM kept.item_daily AS known
    WHERE (SELECT counting.night_before FROM aside.counting) IS NOT NULL
    UNION ALL
    SELECT
        county_code,
        level,
        channel,
        sign AS found_total,
        CASE WHEN is_open THEN sign ELSE 0 END AS open_count,
        CASE WHEN status = 'rectified' THEN sign ELSE 0 END AS rectified_count,
        CASE WHEN status = 'verified' THEN sign ELSE 0 END AS verified_count,
        CASE
            WHEN
                due_on < COALESCE(as_of, %(night)s::date)
                AND status IN ('open', 'in_progress')
                THEN sign
            ELSE 0
        END AS overdue_count,
        CASE WHEN has_recurred THEN sign ELSE 0 END AS recurred_count
    FROM aside.item_as_of
)

SELECT
    %(night)s::date AS business_date,
    county_code,
    level,
    channel,
    SUM(found_total) AS found_total,
    SUM(open_count) AS open_count,
    SUM(rectified_count) AS rectified_count,
    SUM(verified_count) AS verified_count,
    SUM(overdue_count) AS overdue_count,
    SUM(recurred_count) AS recurred_count
FROM parts
GROUP BY county_code, level, channel
HAVING SUM(found_total) <> 0;

-- How many were found in a county on a day, without those withdrawn, where that is another number
-- now.
TRUNCATE aside.items_found;

INSERT INTO aside.items_found (county_code, found_on, item_count)
SELECT
    item.county_code,
    item.found_on,
    SUM(item.sign) + COALESCE(MAX(known.item_count), 0) AS item_count
FROM aside.item_as_of AS item
LEFT JOIN kept.items_found AS known
    ON
        item.county_code = known.county_code
        AND item.found_on = known.found_on
        AND (SELECT counting.night_before FROM aside.counting) IS NOT NULL
WHERE item.status <> 'withdrawn'
GROUP BY item.county_code, item.found_on
HAVING SUM(item.sign) <> 0;
