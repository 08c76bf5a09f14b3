-- A number of an earlier edition of the summary, and what changed in it since.
SELECT
    issued.edition,
    issued.printed,
    issued.value,
    revised.business_date,
    revised.old_value,
    revised.new_value,
    revised.cause,
    revised.revised_at
FROM bi.weekly_numbers AS issued
LEFT JOIN bi.revisions AS revised
    ON
        issued.as_of = revised.business_date
        AND issued.metric = revised.metric
        AND (
            issued.county_code = revised.county_code
            OR EXISTS (
                SELECT 1
                FROM bi.unit_history AS then_called
                INNER JOIN bi.unit_history AS now_called
                    ON then_called.unit_code = now_called.unit_code
                WHERE
                    revised.county_code = then_called.county_code
                    AND issued.county_code = now_called.county_code
            )
        )
WHERE
    issued.week = :source
    AND issued.edition = CAST(:dimension AS INTEGER)
    AND issued.placeholder = :member
ORDER BY revised.revised_at
