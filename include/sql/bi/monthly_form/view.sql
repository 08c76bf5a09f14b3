CREATE VIEW bi.monthly_form AS
SELECT
    TO_CHAR(form.night, 'YYYY-MM') AS month,
    form.night AS as_of,
    form.county_code,
    form.form_row,
    form_rows.label AS form_row_name,
    form_rows.within AS form_row_within,
    form_rows.row_order AS form_row_order,
    form.enterprises_count,
    form.general_found_count,
    form.general_rectified_count,
    ROUND(
        100.0 * NULLIF(form.general_rectified_count, 0) / NULLIF(form.general_found_count, 0), 1
    ) AS general_rectified_rate,
    form.major_found_count,
    form.major_closed_count,
    ROUND(
        100.0 * NULLIF(form.major_closed_count, 0) / NULLIF(form.major_found_count, 0), 1
    ) AS major_closed_rate,
    form.in_plan_count,
    form.five_in_place_count,
    form.supervised_count,
    form.province_supervised_count,
    form.funds_yuan,
    ARRAY_REMOVE(
        ARRAY[
            CASE WHEN form.in_plan_count IS NULL THEN 'in_plan_count' END,
            CASE WHEN form.five_in_place_count IS NULL THEN 'five_in_place_count' END,
            CASE WHEN form.supervised_count IS NULL THEN 'supervised_count' END,
            CASE WHEN form.province_supervised_count IS NULL THEN 'province_supervised_count' END,
            CASE WHEN form.funds_yuan IS NULL THEN 'funds_yuan' END
        ],
        NULL
    ) AS unknown_columns
FROM mart.monthly_form AS form
INNER JOIN core.form_rows AS form_rows ON form.form_row = form_rows.form_row;
