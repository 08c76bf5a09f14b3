-- Every version of every row, by its business date; `night` is when it came. A version whose
-- numbers are not those of the one before restates the accident.
CREATE VIEW bi.accident_versions AS
WITH
told AS (
    SELECT
        said.event_id AS accident_id,
        said.occurred_on,
        said.enterprise_name,
        said.uscc,
        said.county AS county_code,
        unit.county_name AS county,
        said.town,
        said.address,
        said.sector,
        said.accident_type,
        said.deaths,
        said.serious_injuries,
        said.direct_loss_yuan,
        said.reported_on,
        said.accident_class,
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
        said.flags,
        said.restatement_days,
        LAG(said.event_id) OVER of_row IS NOT NULL AS is_said_again,
        LAG(said.deaths) OVER of_row AS deaths_before,
        LAG(said.serious_injuries) OVER of_row AS injuries_before,
        LAG(said.direct_loss_yuan) OVER of_row AS loss_before
    FROM core.accidents AS said
    INNER JOIN ledger.publications AS delivery ON said.delivery_id = delivery.delivery_id
    LEFT JOIN core.units AS unit ON said.county = unit.county_code
    WINDOW of_row AS (
        PARTITION BY said.source, said.row_key
        ORDER BY
            said.business_date ASC, delivery.night ASC, said.delivery_id ASC, said.record_id ASC
    )
),

compared AS (
    SELECT
        told.*,
        told.is_said_again
        AND (
            told.deaths IS DISTINCT FROM told.deaths_before
            OR told.serious_injuries IS DISTINCT FROM told.injuries_before
            OR told.direct_loss_yuan IS DISTINCT FROM told.loss_before
        ) AS is_restated
    FROM told
)

SELECT
    accident_id,
    occurred_on,
    enterprise_name,
    uscc,
    county_code,
    county,
    town,
    address,
    sector,
    accident_type,
    deaths,
    serious_injuries,
    direct_loss_yuan,
    reported_on,
    accident_class,
    enterprise_id,
    source,
    delivery_id,
    row_key,
    version_number,
    valid_from,
    valid_to,
    night,
    is_current,
    authority,
    file_name,
    sheet,
    row_number,
    flags,
    is_restated,
    is_restated AND valid_from - occurred_on > restatement_days AS is_late_restatement
FROM compared;
