-- What every row says now. Where several sources tell of one inspection, `is_leading` is the word
-- of the most authoritative one: count these.
CREATE VIEW bi.inspections AS
WITH
ranked AS (
    SELECT
        told.*,
        FIRST_VALUE(told.valid_from) OVER of_row AS first_business_date
    FROM bi.inspection_versions AS told
    WINDOW of_row AS (
        PARTITION BY told.source, told.row_key
        ORDER BY told.version_number ASC
    )
)

SELECT
    ranked.inspection_id,
    ranked.enterprise_name,
    ranked.uscc,
    ranked.county_code,
    ranked.county,
    ranked.town,
    ranked.address,
    ranked.inspected_on,
    ranked.channel,
    ranked.department,
    ranked.inspector,
    ranked.result,
    ranked.hazards_found,
    ranked.check_topic,
    ranked.standardisation,
    ranked.programme,
    ranked.enterprise_id,
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
        PARTITION BY ranked.inspection_id
        ORDER BY
            ranked.authority DESC, ranked.valid_from DESC, ranked.source ASC, ranked.row_key ASC
    ) = 1 AS is_leading
FROM ranked
LEFT JOIN core.event_rows AS listed
    ON
        listed.kind = 'inspection'
        AND ranked.source = listed.source
        AND ranked.row_key = listed.row_key
WHERE ranked.is_current;
