-- Every metric of every programme, unit and published night. The city's own rows are left out:
-- they are the sums of these, and would count everything twice.
SELECT
    progress.business_date,
    TO_CHAR(progress.business_date, 'YYYY-MM-DD') AS night,
    progress.programme,
    progress.metric,
    metric.name_zh AS metric_name,
    metric.unit,
    metric.form,
    metric.times,
    measured.report_order AS metric_order,
    progress.unit_code AS county_code,
    unit.county_name,
    unit.report_order,
    progress.value,
    progress.printed,
    progress.numerator,
    progress.denominator,
    progress.target,
    progress.previous_year_value,
    CASE progress.status
        WHEN 'ahead' THEN '提前'
        WHEN 'on_track' THEN '正常'
        WHEN 'behind' THEN '滞后'
        WHEN 'missed' THEN '未达成'
        WHEN 'no_target' THEN '无可比'
    END AS status_zh,
    CASE progress.status
        WHEN 'missed' THEN 1
        WHEN 'behind' THEN 2
        WHEN 'on_track' THEN 3
        WHEN 'ahead' THEN 4
        ELSE 5
    END AS status_order
FROM bi.campaign_progress AS progress
INNER JOIN bi.metrics AS metric ON progress.metric = metric.metric
INNER JOIN bi.programme_metrics AS measured
    ON progress.programme = measured.programme AND progress.metric = measured.metric
INNER JOIN bi.counties AS unit ON progress.unit_code = unit.county_code
