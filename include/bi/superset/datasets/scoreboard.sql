-- Accidents and deaths of each unit, this year against last; the city's own rows are left out.
SELECT
    score.business_date,
    TO_CHAR(score.business_date, 'YYYY-MM-DD') AS night,
    score.unit_code AS county_code,
    unit.county_name,
    unit.report_order,
    score.accidents_ytd,
    score.accidents_previous_ytd,
    score.accidents_change,
    score.deaths_ytd,
    score.deaths_previous_ytd,
    score.deaths_change,
    score.serious_accidents_ytd,
    CASE WHEN score.double_drop THEN '是' ELSE '否' END AS double_drop_zh,
    score.accident_free_days,
    score.last_accident_on,
    score.hazards_found_ytd
FROM bi.accident_scoreboard AS score
INNER JOIN bi.counties AS unit ON score.unit_code = unit.county_code
