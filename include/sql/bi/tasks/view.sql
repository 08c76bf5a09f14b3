-- What every row says now. Where several sources tell of one task, `is_leading` is the word
-- of the most authoritative one: count these.
CREATE VIEW bi.tasks AS
WITH
ranked AS (
    SELECT
        told.*,
        FIRST_VALUE(told.valid_from) OVER of_row AS first_business_date
    FROM bi.task_versions AS told
    WINDOW of_row AS (
        PARTITION BY told.source, told.row_key
        ORDER BY told.version_number ASC
    )
)

SELECT
    ranked.task_id,
    ranked.programme,
    ranked.title,
    ranked.owner_unit,
    ranked.owner_person,
    ranked.county_code,
    ranked.county,
    ranked.due_on,
    ranked.done_on,
    ranked.status,
    ranked.quantity_target,
    ranked.quantity_done,
    ranked.source,
    ranked.delivery_id,
    ranked.valid_from AS business_date,
    ranked.file_name,
    ranked.sheet,
    ranked.row_number,
    ranked.flags,
    ranked.version_number,
    ranked.first_business_date,
    listed.missing_since,
    ROW_NUMBER() OVER (
        PARTITION BY ranked.task_id
        ORDER BY
            ranked.authority DESC, ranked.valid_from DESC, ranked.source ASC, ranked.row_key ASC
    ) = 1 AS is_leading
FROM ranked
LEFT JOIN core.event_rows AS listed
    ON
        listed.kind = 'task'
        AND ranked.source = listed.source
        AND ranked.row_key = listed.row_key
WHERE ranked.is_current;
