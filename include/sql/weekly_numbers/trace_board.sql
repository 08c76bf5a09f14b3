-- One number of a night's scoreboard of accidents.
SELECT CAST(TO_JSONB(board) ->> :metric AS NUMERIC) AS printed
FROM bi.accident_scoreboard AS board
WHERE
    board.business_date = :until
    AND board.unit_code IN (
        SELECT CAST(:county_code AS TEXT) AS unit_code
        UNION ALL
        SELECT term.unit_code
        FROM bi.unit_history AS term
        WHERE term.county_code = :county_code
    )
