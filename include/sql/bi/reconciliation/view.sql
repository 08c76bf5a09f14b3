-- What units report themselves beside what was counted. A ledger's own total counts where each of
-- its sheets states one; its records are the rows accepted and refused.
CREATE VIEW bi.reconciliation AS
WITH
of_sheets AS (
    SELECT DISTINCT ON (delivery_id, file_name, sheet)
        delivery_id,
        file_name,
        sheet,
        words,
        reported
    FROM ledger.stated_totals
    ORDER BY delivery_id ASC, file_name ASC, sheet ASC, row_number DESC
),

listed AS (
    SELECT DISTINCT
        delivery_id,
        file_name,
        sheet
    FROM ledger.rows
    WHERE delivery_id IN (SELECT of_sheets.delivery_id FROM of_sheets)
),

sheets AS (
    SELECT
        delivery_id,
        COUNT(*) AS sheet_count
    FROM listed
    GROUP BY delivery_id
),

of_ledgers AS (
    SELECT
        of_sheets.delivery_id,
        SUM(of_sheets.reported) AS reported,
        STRING_AGG(of_sheets.words, '；' ORDER BY of_sheets.file_name, of_sheets.sheet) AS words,
        COUNT(*) AS sheet_count
    FROM of_sheets
    GROUP BY of_sheets.delivery_id
),

ledgers AS (
    SELECT
        delivery.county_code,
        delivery.source,
        delivery.delivery_id,
        delivery.business_date,
        of_ledgers.words,
        CAST(of_ledgers.reported AS bigint) AS reported,
        CASE
            WHEN sheets.sheet_count = of_ledgers.sheet_count
                THEN CAST(delivery.rows_loaded + delivery.rows_quarantined AS bigint)
        END AS counted
    FROM of_ledgers
    INNER JOIN sheets ON of_ledgers.delivery_id = sheets.delivery_id
    INNER JOIN ledger.deliveries AS delivery ON of_ledgers.delivery_id = delivery.delivery_id
),

counted_numbers AS (
    SELECT
        form.night,
        form.county_code,
        form.form_row,
        numbered.measure,
        CAST(numbered.amount AS bigint) AS amount
    FROM mart.monthly_form AS form
    CROSS JOIN
        LATERAL (
            VALUES
            ('enterprises_count', form.enterprises_count),
            ('general_found_count', form.general_found_count),
            ('general_rectified_count', form.general_rectified_count),
            ('major_found_count', form.major_found_count),
            ('major_closed_count', form.major_closed_count),
            ('in_plan_count', form.in_plan_count),
            ('five_in_place_count', form.five_in_place_count),
            ('supervised_count', form.supervised_count),
            ('province_supervised_count', form.province_supervised_count)
        ) AS numbered (measure, amount)
),

together AS (
    SELECT
        county_code,
        TO_CHAR(business_date, 'YYYY-MM-DD') AS period,
        business_date AS as_of,
        'ledger_rows' AS measure,
        '' AS form_row,
        reported,
        counted,
        words AS stated_in,
        source,
        delivery_id
    FROM ledgers
    UNION ALL
    SELECT
        typed.county_code,
        typed.month AS period,
        typed.as_of,
        typed.measure,
        typed.form_row,
        typed.reported,
        counted_numbers.amount AS counted,
        typed.stated_in,
        NULL AS no_source,
        NULL AS no_delivery
    FROM core.reported_totals AS typed
    LEFT JOIN counted_numbers
        ON
            typed.as_of = counted_numbers.night
            AND typed.county_code = counted_numbers.county_code
            AND typed.form_row = counted_numbers.form_row
            AND typed.measure = counted_numbers.measure
)

SELECT
    county_code,
    period,
    as_of,
    measure,
    form_row,
    CASE measure WHEN 'enterprises_count' THEN '家' WHEN 'ledger_rows' THEN '行' ELSE '项' END AS unit,
    reported,
    counted,
    reported - counted AS gap,
    stated_in,
    source,
    delivery_id
FROM together;
