-- Every version of every row, by its business date; `night` is when it came.
CREATE VIEW bi.inspection_versions AS
SELECT
    said.event_id AS inspection_id,
    said.enterprise_name,
    said.uscc,
    said.county AS county_code,
    unit.county_name AS county,
    said.town,
    said.address,
    said.inspected_on,
    said.channel,
    said.department,
    REGEXP_REPLACE(said.inspector, '([^、])[^、]+', '\1**', 'g') AS inspector,
    said.result,
    said.hazards_found,
    said.check_topic,
    said.standardisation,
    said.programme,
    said.enterprise_id,
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
FROM core.inspections AS said
INNER JOIN ledger.publications AS delivery ON said.delivery_id = delivery.delivery_id
LEFT JOIN core.units AS unit ON said.county = unit.county_code
WINDOW of_row AS (
    PARTITION BY said.source, said.row_key
    ORDER BY
        said.business_date ASC, delivery.night ASC, said.delivery_id ASC, said.record_id ASC
);
