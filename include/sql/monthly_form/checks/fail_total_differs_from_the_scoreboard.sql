-- What the form's total has found, of each unit and of the city, are the scoreboard's findings of
-- the year: one number has one value. Where they differ, an item stands in one of them alone.
SELECT
    form.county_code,
    form.general_found_count + form.major_found_count AS found,
    board.hazards_found_ytd AS on_the_scoreboard
FROM aside.monthly_form AS form
INNER JOIN aside.accident_scoreboard AS board
    ON
        form.night = board.business_date
        AND form.county_code = board.county_code
        AND NOT board.is_known_now
WHERE
    form.form_row = 'total'
    AND form.general_found_count + form.major_found_count <> board.hazards_found_ytd;
