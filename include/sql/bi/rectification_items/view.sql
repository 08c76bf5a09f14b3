-- Without CTEs, so that it is planned as a part of the question: one that asks for some rows in an
-- order reads no more of them. `as_of` is a value and no joined column: so what falls due by then
-- is found in an index of due dates.
CREATE VIEW bi.rectification_items AS
SELECT
    state.item_id,
    state.county_code,
    state.town,
    item.enterprise_id,
    enterprise.enterprise_name,
    state.site,
    state.description,
    state.category,
    state.level,
    state.channel,
    state.department,
    state.found_on,
    state.due_on,
    state.status,
    state.rectified_on,
    state.verified_on,
    state.is_open,
    COALESCE(
        state.due_on < as_of.night AND state.status IN ('open', 'in_progress'), FALSE
    ) AS is_overdue,
    GREATEST(COALESCE(state.closed_on, as_of.night) - state.found_on, 0) AS days_open,
    COALESCE(redirect.points_to, item.recurrence_of) AS recurrence_of,
    state.source_count,
    state.supervised,
    state.missing_since,
    state.reopened_count,
    state.first_business_date,
    state.last_business_date,
    state.has_conflict,
    state.done_on,
    state.closed_on,
    (SELECT MAX(published.night) FROM mart.nights AS published) AS as_of,
    state.industry,
    state.programme_named,
    state.names_town,
    state.names_department,
    state.names_person,
    COALESCE(by_programme.sector, by_industry.sector) AS sector,
    COALESCE(by_programme.action, by_industry.action) AS action,  -- noqa: RF04
    COALESCE(by_programme.topic, by_industry.topic) AS topic,
    item.recurrence_of IS NOT NULL AS has_recurred,
    returned.came_back_on
FROM mart.item_state AS state
INNER JOIN core.items AS item ON state.item_id = item.item_id
INNER JOIN core.enterprises AS enterprise ON item.enterprise_id = enterprise.enterprise_id
LEFT JOIN bi.item_redirects AS redirect ON item.recurrence_of = redirect.item_id
LEFT JOIN (  -- noqa: ST05
    SELECT
        COALESCE(gone.points_to, later.recurrence_of) AS item_id,
        MIN(again.found_on) AS came_back_on
    FROM core.items AS later
    INNER JOIN mart.item_state AS again ON later.item_id = again.item_id
    LEFT JOIN bi.item_redirects AS gone ON later.recurrence_of = gone.item_id
    WHERE later.recurrence_of IS NOT NULL AND again.status <> 'withdrawn'
    GROUP BY COALESCE(gone.points_to, later.recurrence_of)
) AS returned ON state.item_id = returned.item_id
LEFT JOIN mart.named_texts AS by_programme
    ON LEFT(state.programme_named, 200) = by_programme.named
LEFT JOIN mart.named_texts AS by_industry ON LEFT(state.industry, 200) = by_industry.named
CROSS JOIN
    (SELECT MAX(published.night) AS night FROM mart.nights AS published) AS as_of;  -- noqa: ST05
