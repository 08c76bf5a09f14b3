-- What each programme measures, in its order, with the query for the rows behind each number and
-- the day on which the goal in force is due: the next one, else the last.
SELECT
    measured.programme,
    measured.metric,
    measured.sql,
    goal.due_on
FROM bi.programme_metrics AS measured
LEFT JOIN
    LATERAL (
        SELECT CAST(due.day AS DATE) AS due_on
        FROM JSONB_OBJECT_KEYS(measured.targets) AS due (day)
        ORDER BY
            CAST(due.day AS DATE) < :as_of ASC,
            ABS(CAST(due.day AS DATE) - CAST(:as_of AS DATE)) ASC
        LIMIT 1
    ) AS goal
    ON TRUE
ORDER BY measured.programme ASC, measured.report_order ASC
