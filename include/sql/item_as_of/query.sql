-- What is to be counted: every item known by the night and found on or before it, in the state it
-- had that night, as known then where more was told of it later, else from its history, newly built
-- or published. Its county bears the code that it had that night. What its words belong to
-- (`sector`, `action` and `topic`) is told by the programme it names, else by its industry. It came
-- back on the day on which the same hazard was found again.
--
-- Where what the last night counted is kept (`counting.night_before`), only what changed since then
-- is told: items touched, those of which a date has passed, those whose state began meanwhile or
-- that point to an item which was merged or split, and what any of them came back of. Each stands
-- here as it comes (`sign` 1) and as it was counted (-1). All counts anew where nothing is kept, it
-- is of a later night or by other definitions, or something was told after this night.
--
-- `OFFSET 0` keeps a look-up one: joined, all that ever came back would be read for some thousand
-- items, and that grows with the years.
TRUNCATE aside.counting;

INSERT INTO aside.counting (night, night_before, items_before, definition, is_kept)
WITH
later AS (
    SELECT
        EXISTS (
            SELECT touched.item_id
            FROM aside.touched_items AS touched
            WHERE touched.was_told_later
        )
        OR EXISTS (
            SELECT known.night
            FROM kept.nights AS known
            WHERE known.night > %(night)s
        ) AS is_known
)

SELECT
    %(night)s::date AS night,
    known.night AS night_before,
    known.item_count AS items_before,
    kept.definition(%(night)s::date) AS definition,
    NOT later.is_known AS is_kept
FROM later
LEFT JOIN kept.nights AS known
    ON NOT later.is_known AND known.definition = kept.definition(%(night)s::date);

ANALYZE aside.counting;

TRUNCATE aside.changed_items;

INSERT INTO aside.changed_items (item_id)
WITH
moved AS (
    SELECT ends.item_id
    FROM core.item_moves AS moved_row
    CROSS JOIN
        LATERAL (VALUES (moved_row.from_item), (moved_row.to_item)) AS ends (item_id)
    WHERE NOT moved_row.is_published
),

named AS (
    SELECT moved.item_id
    FROM moved
    UNION
    SELECT redirect.item_id
    FROM bi.item_redirects AS redirect
    INNER JOIN moved ON redirect.points_to = moved.item_id
),

changed AS (
    SELECT touched.item_id
    FROM aside.touched_items AS touched
    UNION
    SELECT item.item_id
    FROM core.items AS item
    INNER JOIN named ON item.recurrence_of = named.item_id
    UNION
    SELECT history.item_id
    FROM aside.counting
    INNER JOIN mart.item_history AS history
        ON
            counting.night_before < history.valid_from AND counting.night >= history.valid_from
    UNION
    SELECT history.item_id
    FROM aside.counting
    INNER JOIN mart.item_history AS history
        ON
            counting.night_before < history.found_on
            AND counting.night >= history.found_on
            AND history.found_on > history.valid_from
    UNION
    SELECT flipping.item_id
    FROM aside.counting
    CROSS JOIN LATERAL core.items_flipping(counting.night_before, counting.night) AS flipping
),

returned_to AS (
    SELECT COALESCE(redirect.points_to, item.recurrence_of) AS item_id
    FROM changed
    CROSS JOIN
        LATERAL (
            SELECT its.recurrence_of
            FROM core.items AS its
            WHERE changed.item_id = its.item_id AND its.recurrence_of IS NOT NULL
            OFFSET 0  -- noqa: AM09
        ) AS item
    LEFT JOIN bi.item_redirects AS redirect ON item.recurrence_of = redirect.item_id
    UNION ALL
    SELECT known.recurrence_of AS item_id
    FROM changed
    CROSS JOIN LATERAL (
        SELECT its.recurrence_of
        FROM kept.items AS its
        WHERE changed.item_id = its.item_id AND its.recurrence_of IS NOT NULL
        OFFSET 0  -- noqa: AM09
    ) AS known
)

SELECT changed.item_id
FROM changed
WHERE (SELECT counting.night_before FROM aside.counting) IS NOT NULL
UNION
SELECT returned_to.item_id
FROM returned_to
WHERE (SELECT counting.night_before FROM aside.counting) IS NOT NULL
UNION ALL
SELECT item.item_id
FROM core.items AS item
WHERE (SELECT counting.night_before FROM aside.counting) IS NULL;

ANALYZE aside.changed_items;

TRUNCATE aside.item_as_of;

INSERT INTO aside.item_as_of (
    item_id, status, level, due_on, found_on, is_open, rectified_on, verified_on, done_on,
    closed_on, county_code, channel, supervised, industry, programme_named, names_town,
    names_department, names_person, first_business_date, enterprise_id, has_recurred,
    recurrence_of, sector, action, topic
)
WITH
told AS (
    SELECT
        history.item_id,
        history.valid_from,
        history.valid_to,
        history.status,
        history.level,
        history.due_on,
        history.found_on,
        history.is_open,
        history.rectified_on,
        history.verified_on,
        history.done_on,
        history.closed_on,
        history.county_code,
        history.channel,
        history.supervised,
        history.industry,
        history.programme_named,
        history.names_town,
        history.names_department,
        history.names_person,
        history.first_business_date
    FROM aside.item_history AS history
    INNER JOIN aside.touched_items AS touched
        ON
            history.item_id = touched.item_id
            AND history.is_as_known_then = touched.was_told_later
    UNION ALL
    SELECT
        published.item_id,
        published.valid_from,
        published.valid_to,
        published.status,
        published.level,
        published.due_on,
        published.found_on,
        published.is_open,
        published.rectified_on,
        published.verified_on,
        published.done_on,
        published.closed_on,
        published.county_code,
        published.channel,
        published.supervised,
        published.industry,
        published.programme_named,
        published.names_town,
        published.names_department,
        published.names_person,
        published.first_business_date
    FROM aside.changed_items AS changed
    INNER JOIN mart.item_history AS published ON changed.item_id = published.item_id
    LEFT JOIN aside.touched_items AS touched ON published.item_id = touched.item_id
    WHERE touched.item_id IS NULL
)

SELECT
    told.item_id,
    told.status,
    told.level,
    told.due_on,
    told.found_on,
    told.is_open,
    told.rectified_on,
    told.verified_on,
    told.done_on,
    told.closed_on,
    COALESCE(unit.county_code, told.county_code) AS county_code,
    told.channel,
    told.supervised,
    told.industry,
    told.programme_named,
    told.names_town,
    told.names_department,
    told.names_person,
    told.first_business_date,
    item.enterprise_id,
    item.recurrence_of IS NOT NULL AS has_recurred,
    COALESCE(redirect.points_to, item.recurrence_of) AS recurrence_of,
    COALESCE(by_programme.sector, by_industry.sector) AS sector,
    COALESCE(by_programme.action, by_industry.action) AS action,  -- noqa: RF04
    COALESCE(by_programme.topic, by_industry.topic) AS topic
FROM told
INNER JOIN core.items AS item ON told.item_id = item.item_id
LEFT JOIN bi.item_redirects AS redirect ON item.recurrence_of = redirect.item_id
LEFT JOIN mart.named_texts AS by_programme
    ON LEFT(told.programme_named, 200) = by_programme.named
LEFT JOIN mart.named_texts AS by_industry ON LEFT(told.industry, 200) = by_industry.named
LEFT JOIN core.unit_history AS unit
    ON
        told.county_code = unit.unit_code
        AND unit.valid_from <= %(night)s
        AND (unit.valid_to IS NULL OR unit.valid_to > %(night)s)
WHERE
    told.valid_from <= %(night)s
    AND (told.valid_to IS NULL OR told.valid_to > %(night)s)
    AND told.found_on <= %(night)s;

UPDATE aside.item_as_of AS closed_item
SET came_back_on = returned.found_on
FROM (
    SELECT
        again.recurrence_of AS item_id,
        MIN(again.found_on) AS found_on
    FROM (
        SELECT
            item.recurrence_of,
            item.found_on
        FROM aside.item_as_of AS item
        WHERE item.recurrence_of IS NOT NULL AND item.status <> 'withdrawn'
        UNION ALL
        SELECT
            known.recurrence_of,
            known.found_on
        FROM aside.changed_items AS target
        CROSS JOIN
            LATERAL (
                SELECT
                    its.item_id,
                    its.recurrence_of,
                    its.found_on,
                    its.status
                FROM kept.items AS its
                WHERE target.item_id = its.recurrence_of
                OFFSET 0  -- noqa: AM09
            ) AS known
        LEFT JOIN aside.changed_items AS changed ON known.item_id = changed.item_id
        WHERE
            changed.item_id IS NULL
            AND known.status <> 'withdrawn'
            AND (SELECT counting.night_before FROM aside.counting) IS NOT NULL
    ) AS again
    GROUP BY again.recurrence_of
) AS returned
WHERE closed_item.item_id = returned.item_id;

INSERT INTO aside.item_as_of (
    item_id, status, level, due_on, found_on, is_open, rectified_on, verified_on, done_on,
    closed_on, county_code, channel, supervised, industry, programme_named, names_town,
    names_department, names_person, first_business_date, enterprise_id, has_recurred,
    recurrence_of, came_back_on, sector, action, topic, sign, as_of
)
SELECT
    known.item_id,
    known.status,
    known.level,
    known.due_on,
    known.found_on,
    known.is_open,
    known.rectified_on,
    known.verified_on,
    known.done_on,
    known.closed_on,
    known.county_code,
    known.channel,
    known.supervised,
    known.industry,
    known.programme_named,
    known.names_town,
    known.names_department,
    known.names_person,
    known.first_business_date,
    known.enterprise_id,
    known.has_recurred,
    known.recurrence_of,
    known.came_back_on,
    known.sector,
    known.action,
    known.topic,
    -1 AS sign,
    (SELECT counting.night_before FROM aside.counting) AS as_of
FROM aside.changed_items AS changed
INNER JOIN kept.items AS known ON changed.item_id = known.item_id
WHERE (SELECT counting.night_before FROM aside.counting) IS NOT NULL;

ANALYZE aside.item_as_of;
