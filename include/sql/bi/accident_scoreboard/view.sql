CREATE VIEW bi.accident_scoreboard AS
SELECT
    business_date,
    county_code,
    accidents_ytd,
    deaths_ytd,
    accidents_previous_ytd,
    deaths_previous_ytd,
    accidents_change,
    deaths_change,
    serious_accidents_ytd,
    double_drop,
    no_serious_accident,
    accident_free_days,
    last_accident_on,
    hazards_found_ytd
FROM mart.accident_scoreboard;
