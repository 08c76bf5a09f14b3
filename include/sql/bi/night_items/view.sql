-- The state of every item on every published night, as known now; ask for one night by `as_of`. Its
-- county bears the code that it had that night. What stands in no history (its words, its town) is
-- what is said of it today.
CREATE VIEW bi.night_items AS
WITH
told AS (
    SELECT
        night.night AS as_of,
        history.*
    FROM mart.nights AS night
    INNER JOIN mart.item_history AS history
        ON
            night.night >= history.valid_from
            AND (history.valid_to IS NULL OR night.night < history.valid_to)
            AND night.night >= history.found_on
),

returned AS (
    SELECT
        again.as_of,
        COALESCE(redirect.points_to, item.recurrence_of) AS item_id,
        MIN(again.found_on) AS came_back_on
    FROM told AS again
    INNER JOIN core.items AS item ON again.item_id = item.item_id
    LEFT JOIN bi.item_redirects AS redirect ON item.recurrence_of = redirect.item_id
    WHERE item.recurrence_of IS NOT NULL AND again.status <> 'withdrawn'
    GROUP BY again.as_of, COALESCE(redirect.points_to, item.recurrence_of)
)

SELECT
    told.as_of,
    told.item_id,
    COALESCE(unit.county_code, told.county_code) AS county_code,
    state.town,
    item.enterprise_id,
    enterprise.enterprise_name,
    state.site,
    state.description,
    told.level,
    told.channel,
    state.department,
    told.found_on,
    told.due_on,
    told.status,
    told.rectified_on,
    told.verified_on,
    told.done_on,
    told.closed_on,
    told.is_open,
    told.supervised,
    told.first_business_date,
    told.industry,
    told.programme_named,
    told.names_town,
    told.names_department,
    told.names_person,
    COALESCE(by_programme.sector, by_industry.sector) AS sector,
    COALESCE(by_programme.action, by_industry.action) AS action,  -- noqa: RF04
    COALESCE(by_programme.topic, by_industry.topic) AS topic,
    item.recurrence_of IS NOT NULL AS has_recurred,
    returned.came_back_on,
    told.county_code AS unit_code,
    COALESCE(redirect.points_to, item.recurrence_of) AS recurrence_of
FROM told
INNER JOIN core.items AS item ON told.item_id = item.item_id
LEFT JOIN bi.item_redirects AS redirect ON item.recurrence_of = redirect.item_id
INNER JOIN core.enterprises AS enterprise ON item.enterprise_id = enterprise.enterprise_id
LEFT JOIN mart.item_state AS state ON told.item_id = state.item_id
LEFT JOIN mart.named_texts AS by_programme
    ON LEFT(told.programme_named, 200) = by_programme.named
LEFT JOIN mart.named_texts AS by_industry ON LEFT(told.industry, 200) = by_industry.named
LEFT JOIN core.unit_history AS unit
    ON
        told.county_code = unit.unit_code
        AND told.as_of >= unit.valid_from
        AND (unit.valid_to IS NULL OR told.as_of < unit.valid_to)
LEFT JOIN returned ON told.item_id = returned.item_id AND told.as_of = returned.as_of;
