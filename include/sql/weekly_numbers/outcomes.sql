-- What came of goals by their day, for each unit by the code it has today: as published that night,
-- or on the last night before it since the year, and the time of this goal, began. They are those
-- that came due since the last night before the week, and those that no later goal has replaced.
WITH goals AS (
    SELECT
        measured.programme,
        measured.metric,
        CAST(goal.day AS DATE) AS due_on,
        LAG(CAST(goal.day AS DATE)) OVER (
            PARTITION BY measured.programme, measured.metric ORDER BY CAST(goal.day AS DATE)
        ) AS due_before,
        LEAD(CAST(goal.day AS DATE)) OVER (
            PARTITION BY measured.programme, measured.metric ORDER BY CAST(goal.day AS DATE)
        ) AS next_due
    FROM bi.programme_metrics AS measured
    CROSS JOIN LATERAL JSONB_OBJECT_KEYS(measured.targets) AS goal (day)
),

nights AS (
    SELECT DISTINCT business_date
    FROM bi.campaign_progress
),

decided AS (
    SELECT
        goals.programme,
        goals.metric,
        goals.due_on,
        MAX(nights.business_date) AS night
    FROM goals
    INNER JOIN nights
        ON
            goals.due_on >= nights.business_date
            AND nights.business_date >= DATE_TRUNC('year', goals.due_on)
            AND nights.business_date > COALESCE(goals.due_before, DATE '-infinity')
    WHERE
        goals.due_on <= :as_of
        AND (goals.next_due IS NULL OR goals.due_on > :since)
    GROUP BY goals.programme, goals.metric, goals.due_on
)

SELECT
    told.programme,
    told.metric,
    told.unit_code AS county_code,
    decided.due_on,
    decided.night,
    told.printed AS value,
    told.target,
    told.numerator,
    told.denominator,
    CASE
        WHEN told.value IS NULL OR told.target IS NULL THEN 'no_target'
        WHEN
            CASE
                WHEN defined.is_lower_better THEN told.value <= told.target
                ELSE told.value >= told.target
            END THEN 'met'
        WHEN told.status = 'no_target' THEN 'no_target'
        ELSE 'missed'
    END AS status
FROM decided
INNER JOIN bi.campaign_progress AS told
    ON
        decided.night = told.business_date
        AND decided.programme = told.programme
        AND decided.metric = told.metric
INNER JOIN bi.metrics AS defined ON told.metric = defined.metric
ORDER BY decided.due_on ASC, told.programme ASC, told.metric ASC, told.unit_code ASC
