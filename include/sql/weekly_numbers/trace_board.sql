-- One number of a night's scoreboard of accidents.
SELECT CAST(TO_JSONB(board) ->> :metric AS NUMERIC) AS printed
FROM bi.accident_scoreboard AS board
WHERE board.business_date = :until AND board.unit_code = :county_code
