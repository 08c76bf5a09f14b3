-- What the night has counted is kept, so that the next one counts only what changes. Where all was
-- counted anew it is kept anew; where the night is older than the one that is kept, or more was
-- told of it later, nothing is, and what is kept ends once items were rebuilt. Runs with the
-- publication.
SELECT kept.begin_anew()
FROM aside.counting AS counting
WHERE
    counting.night_before IS NULL
    AND (
        counting.is_kept
        OR EXISTS (
            SELECT touched.item_id
            FROM aside.touched_items AS touched
            WHERE touched.is_rebuilt
        )
    );

-- An item of which no more than a date has passed counts otherwise and stays as it is.
DELETE FROM kept.items AS known
USING aside.changed_items AS changed
WHERE
    known.item_id = changed.item_id
    AND (SELECT counting.night_before FROM aside.counting) IS NOT NULL
    AND NOT EXISTS (
        SELECT item.item_id
        FROM aside.item_as_of AS item
        WHERE
            known.item_id = item.item_id
            AND item.sign = 1
            AND (
                known.status, known.level, known.due_on, known.found_on, known.is_open,
                known.rectified_on, known.verified_on, known.done_on, known.closed_on,
                known.county_code, known.channel, known.supervised, known.industry,
                known.programme_named, known.names_town, known.names_department, known.names_person,
                known.first_business_date, known.enterprise_id, known.has_recurred,
                known.recurrence_of, known.came_back_on, known.sector, known.action, known.topic
            ) IS NOT DISTINCT FROM (
                item.status, item.level, item.due_on, item.found_on, item.is_open,
                item.rectified_on, item.verified_on, item.done_on, item.closed_on, item.county_code,
                item.channel, item.supervised, item.industry, item.programme_named, item.names_town,
                item.names_department, item.names_person, item.first_business_date,
                item.enterprise_id, item.has_recurred, item.recurrence_of, item.came_back_on,
                item.sector, item.action, item.topic
            )
    );

INSERT INTO kept.items (
    item_id, status, level, due_on, found_on, is_open, rectified_on, verified_on, done_on,
    closed_on, county_code, channel, supervised, industry, programme_named, names_town,
    names_department, names_person, first_business_date, enterprise_id, has_recurred,
    recurrence_of, came_back_on, sector, action, topic
)
SELECT
    item.item_id,
    item.status,
    item.level,
    item.due_on,
    item.found_on,
    item.is_open,
    item.rectified_on,
    item.verified_on,
    item.done_on,
    item.closed_on,
    item.county_code,
    item.channel,
    item.supervised,
    item.industry,
    item.programme_named,
    item.names_town,
    item.names_department,
    item.names_person,
    item.first_business_date,
    item.enterprise_id,
    item.has_recurred,
    item.recurrence_of,
    item.came_back_on,
    item.sector,
    item.action,
    item.topic
FROM aside.item_as_of AS item
WHERE
    item.sign = 1
    AND (SELECT counting.is_kept FROM aside.counting)
    AND NOT EXISTS (
        SELECT known.item_id
        FROM kept.items AS known
        WHERE item.item_id = known.item_id
    );

INSERT INTO kept.enterprise_counts AS known (
    enterprise_id, county_code, channel, sector, action, topic, amounts
)
SELECT
    held.enterprise_id,
    held.county_code,
    held.channel,
    held.sector,
    held.action,
    held.topic,
    held.amounts
FROM aside.enterprise_counts AS held
WHERE
    held.amounts IS DISTINCT FROM held.amounts_before
    AND (SELECT counting.is_kept FROM aside.counting)
ON CONFLICT (enterprise_id, county_code, channel, sector, action, topic) DO UPDATE SET
    amounts = excluded.amounts;

INSERT INTO kept.metric_counts (programme, metric, dimension, member, county_code, amount)
SELECT
    total.programme,
    total.metric,
    total.dimension,
    total.member,
    total.county_code,
    total.amount
FROM aside.metric_totals AS total
WHERE total.is_kept AND (SELECT counting.is_kept FROM aside.counting)
ON CONFLICT (programme, metric, dimension, member, county_code) DO UPDATE SET
    amount = excluded.amount;

DELETE FROM kept.item_daily
WHERE (SELECT counting.is_kept FROM aside.counting);

INSERT INTO kept.item_daily (
    county_code, level, channel, found_total, open_count, rectified_count, verified_count,
    overdue_count, recurred_count
)
SELECT
    daily.county_code,
    daily.level,
    daily.channel,
    daily.found_total,
    daily.open_count,
    daily.rectified_count,
    daily.verified_count,
    daily.overdue_count,
    daily.recurred_count
FROM aside.item_daily AS daily
WHERE (SELECT counting.is_kept FROM aside.counting);

INSERT INTO kept.items_found (county_code, found_on, item_count)
SELECT
    found.county_code,
    found.found_on,
    found.item_count
FROM aside.items_found AS found
WHERE (SELECT counting.is_kept FROM aside.counting)
ON CONFLICT (county_code, found_on) DO UPDATE SET
    item_count = excluded.item_count;

DELETE FROM kept.nights
WHERE (SELECT counting.is_kept FROM aside.counting);

INSERT INTO kept.nights (night, definition, item_count)
SELECT
    counting.night,
    counting.definition,
    COALESCE((SELECT SUM(daily.found_total) FROM aside.item_daily AS daily), 0) AS item_count
FROM aside.counting AS counting
WHERE counting.is_kept;
