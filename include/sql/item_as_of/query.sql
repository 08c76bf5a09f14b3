-- Every item known by the night and found on or before it, in the state it had that night: as
-- known then where more was told of it later, else from its history, newly built or published. Its
-- county bears the code that it had that night. What its words belong to (`sector`, `action` and
-- `topic`) is told by the programme it names, else by its industry. It came back on the day on
-- which the same hazard was found again.
TRUNCATE aside.item_as_of;

INSERT INTO aside.item_as_of (
    item_id, status, level, due_on, found_on, is_open, rectified_on, verified_on, done_on,
    closed_on, county_code, channel, supervised, industry, programme_named, names_town,
    names_department, names_person, first_business_date, enterprise_id, has_recurred, sector,
    action, topic
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
    FROM mart.item_history AS published
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
    COALESCE(by_programme.sector, by_industry.sector) AS sector,
    COALESCE(by_programme.action, by_industry.action) AS action,  -- noqa: RF04
    COALESCE(by_programme.topic, by_industry.topic) AS topic
FROM told
INNER JOIN core.items AS item ON told.item_id = item.item_id
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
        COALESCE(redirect.points_to, item.recurrence_of) AS item_id,
        MIN(again.found_on) AS found_on
    FROM aside.item_as_of AS again
    INNER JOIN core.items AS item ON again.item_id = item.item_id
    LEFT JOIN bi.item_redirects AS redirect ON item.recurrence_of = redirect.item_id
    WHERE again.has_recurred AND again.status <> 'withdrawn'
    GROUP BY COALESCE(redirect.points_to, item.recurrence_of)
) AS returned
WHERE closed_item.item_id = returned.item_id;
