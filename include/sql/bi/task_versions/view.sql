-- Every version of every row, by its business date; `night` is when it came.
CREATE VIEW bi.task_versions AS
SELECT
    said.event_id AS task_id,
    said.programme,
    said.title,
    said.owner_unit,
    REGEXP_REPLACE(said.owner_person, '([^、])[^、]+', '\1**', 'g') AS owner_person,
    said.county AS county_code,
    unit.county_name AS county,
    said.due_on,
    said.done_on,
    said.status,
    said.quantity_target,
    said.quantity_done,
    said.source,
    said.delivery_id,
    said.row_key,
    ROW_NUMBER() OVER of_row AS version_number,
    said.business_date AS valid_from,
    LEAD(said.business_date) OVER of_row AS valid_to,
    delivery.night,
    LEAD(said.business_date) OVER of_row IS NULL AS is_current,
    said.authority,
    said.file_name,
    said.sheet,
    said.row_number,
    said.flags
FROM core.tasks AS said
INNER JOIN ledger.publications AS delivery ON said.delivery_id = delivery.delivery_id
LEFT JOIN core.units AS unit ON said.county = unit.county_code
WINDOW of_row AS (
    PARTITION BY said.source, said.row_key
    ORDER BY
        said.business_date ASC, delivery.night ASC, said.delivery_id ASC, said.record_id ASC
);
