-- What every row says now. Where several sources tell of one accident, `is_leading` is the word
-- of the most authoritative one: count these.
CREATE VIEW bi.accidents AS
WITH
ranked AS (
    SELECT
        told.*,
        FIRST_VALUE(told.valid_from) OVER of_row AS first_business_date,
        BOOL_OR(told.is_restated) OVER of_row AS was_restated,
        BOOL_OR(told.is_late_restatement) OVER of_row AS was_restated_late
    FROM bi.accident_versions AS told
    WINDOW of_row AS (
        PARTITION BY told.source, told.row_key
        ORDER BY told.version_number ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    )
)

SELECT
    ranked.accident_id,
    ranked.occurred_on,
    ranked.enterprise_name,
    ranked.uscc,
    ranked.county_code,
    ranked.county,
    ranked.town,
    ranked.address,
    ranked.sector,
    ranked.accident_type,
    ranked.deaths,
    ranked.serious_injuries,
    ranked.direct_loss_yuan,
    ranked.reported_on,
    ranked.accident_class,
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
        PARTITION BY ranked.accident_id
        ORDER BY
            ranked.authority DESC, ranked.valid_from DESC, ranked.source ASC, ranked.row_key ASC
    ) = 1 AS is_leading,
    ranked.was_restated AS is_restated,
    ranked.was_restated_late AS is_late_restatement
FROM ranked
LEFT JOIN core.event_rows AS listed
    ON
        listed.kind = 'accident'
        AND ranked.source = listed.source
        AND ranked.row_key = listed.row_key
WHERE ranked.is_current;
