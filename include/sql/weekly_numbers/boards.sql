-- The scoreboard of accidents of a night, by the code that each unit has today.
SELECT
    board.unit_code AS county_code,
    board.last_accident_on,
    board.double_drop,
    TO_JSONB(board) AS numbers
FROM bi.accident_scoreboard AS board
WHERE board.business_date = :as_of
