CREATE VIEW bi.weekly_numbers AS
SELECT
    week,
    placeholder,
    metric,
    filter,
    as_of,
    value,
    sql,
    number,
    printed,
    edition,
    county_code,
    rows_sql
FROM mart.weekly_numbers;
