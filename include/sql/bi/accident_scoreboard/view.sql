CREATE VIEW bi.accident_scoreboard AS
WITH codes AS (
    SELECT DISTINCT
        county_code,
        unit_code
    FROM core.unit_history
)

SELECT
    board.business_date,
    board.county_code,
    board.accidents_ytd,
    board.deaths_ytd,
    board.accidents_previous_ytd,
    board.deaths_previous_ytd,
    board.accidents_change,
    board.deaths_change,
    board.serious_accidents_ytd,
    board.double_drop,
    board.no_serious_accident,
    board.accident_free_days,
    board.last_accident_on,
    board.hazards_found_ytd,
    COALESCE(codes.unit_code, board.county_code) AS unit_code
FROM mart.accident_scoreboard AS board
LEFT JOIN codes ON board.county_code = codes.county_code;
