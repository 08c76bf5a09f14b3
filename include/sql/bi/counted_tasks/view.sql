CREATE VIEW bi.counted_tasks AS
WITH
as_of AS (
    SELECT MAX(night) AS night FROM mart.nights
)

SELECT
    duty.task_id,
    COALESCE(duty.county_code, '') AS county_code,
    duty.title,
    duty.owner_unit,
    duty.due_on,
    duty.done_on,
    duty.status,
    duty.quantity_target,
    duty.quantity_done,
    by_programme.undertaking,
    COALESCE(by_title.action, by_programme.action) AS action,  -- noqa: RF04
    COALESCE(by_title.pillar, by_programme.pillar) AS pillar,
    as_of.night AS as_of
FROM bi.tasks AS duty
LEFT JOIN mart.named_texts AS by_programme ON LEFT(duty.programme, 200) = by_programme.named
LEFT JOIN mart.named_texts AS by_title ON LEFT(duty.title, 200) = by_title.named
CROSS JOIN as_of
WHERE duty.is_leading;
