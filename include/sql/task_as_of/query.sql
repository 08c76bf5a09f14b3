-- Every task as it was known on the night. Its undertaking is told by the words of the programme,
-- its part by those of the title first.
TRUNCATE aside.task_as_of;

INSERT INTO aside.task_as_of (
    event_id, county_code, title, status, undertaking, action, pillar, due_on, done_on,
    quantity_target, quantity_done
)
SELECT
    weightiest.event_id,
    weightiest.county_code,
    said.title,
    said.status,
    by_programme.undertaking,
    COALESCE(by_title.action, by_programme.action) AS action,  -- noqa: RF04
    COALESCE(by_title.pillar, by_programme.pillar) AS pillar,
    said.due_on,
    said.done_on,
    said.quantity_target,
    said.quantity_done
FROM aside.weightiest_versions AS weightiest
INNER JOIN core.tasks AS said
    ON weightiest.delivery_id = said.delivery_id AND weightiest.record_id = said.record_id
LEFT JOIN mart.named_texts AS by_programme ON LEFT(said.programme, 200) = by_programme.named
LEFT JOIN mart.named_texts AS by_title ON LEFT(said.title, 200) = by_title.named
WHERE weightiest.kind = 'task';
