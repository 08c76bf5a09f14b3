-- Each programme's metrics as of the night, per county and for the whole city, beside the target
-- in force: the next one due, else the last. For the city what was counted is added up (the least
-- stays the least), and a rate is made of the sums; a rate over nothing is NULL and compared with
-- nothing (`no_target`), as is a difference of two zeros that does not meet its target: without an
-- accident in either year none can be fewer. `printed` is the value as its metric is to be rounded;
-- what is compared is the value before. Against a target: `ahead` when it is met before its day,
-- `on_track` when met on or after it or when the straight line from the programme's start to that
-- day is kept, `behind` when not, `missed` when the day has passed. Of the numbers that are to fall
-- only those with a baseline have a known start, so the others are behind until they are met. Once
-- the day has passed the number published that night decides, or on the last night before it since
-- the year, and the time of this goal, began. Where none was published it is the number of today,
-- but not of one that begins anew with each year (`no_target`).
TRUNCATE aside.campaign_progress;

INSERT INTO aside.campaign_progress (
    business_date, programme, metric, county_code, numerator, denominator, value, printed, target,
    previous_year_value, status
)
WITH
places AS (
    SELECT
        programme.programme,
        programme.starts_on,
        unit.county_code AS unit_code,
        COALESCE(term.county_code, unit.county_code) AS county_code,
        unit.kind = 'city' AS is_city
    FROM core.programmes AS programme
    CROSS JOIN core.units AS unit
    LEFT JOIN core.unit_history AS term
        ON
            unit.county_code = term.unit_code
            AND term.valid_from <= %(night)s
            AND (term.valid_to IS NULL OR term.valid_to > %(night)s)
    WHERE
        programme.starts_on <= %(night)s
        AND (
            programme.units = '{}'
            OR unit.kind = 'city'
            OR unit.county_code = ANY(programme.units)
        )
),

amounts AS (
    SELECT
        place.programme,
        place.county_code,
        counted.metric,
        SUM(counted.amount) AS total,
        MIN(counted.amount) AS smallest
    FROM places AS place
    INNER JOIN aside.metric_counts AS counted
        ON
            place.programme = counted.programme
            AND (place.is_city OR place.county_code = counted.county_code)
    WHERE counted.dimension = ''
    GROUP BY place.programme, place.county_code, counted.metric
),

measured AS (
    SELECT
        place.programme,
        place.unit_code,
        place.county_code,
        place.starts_on,
        metric.metric,
        metric.is_lower_better,
        metric.decimals,
        metric.rounding,
        metric.is_of_year,
        CASE metric.form
            WHEN 'least' THEN first_part.smallest
            WHEN 'difference' THEN COALESCE(first_part.total, 0) - COALESCE(second_part.total, 0)
            ELSE COALESCE(first_part.total, 0)
        END AS numerator,
        CASE WHEN metric.form = 'ratio' THEN COALESCE(second_part.total, 0) END AS denominator,
        COALESCE(metric.times, 1) AS times,
        CASE WHEN metric.baseline IS NOT NULL THEN COALESCE(baseline.total, 0) END AS baseline,
        metric.form = 'difference'
        AND COALESCE(first_part.total, 0) = 0
        AND COALESCE(second_part.total, 0) = 0 AS is_of_nothing
    FROM places AS place
    INNER JOIN core.programme_metrics AS wanted ON place.programme = wanted.programme
    INNER JOIN core.metrics AS metric ON wanted.metric = metric.metric
    LEFT JOIN amounts AS first_part
        ON
            place.programme = first_part.programme
            AND place.county_code = first_part.county_code
            AND COALESCE(metric.first_part, metric.metric) = first_part.metric
    LEFT JOIN amounts AS second_part
        ON
            place.programme = second_part.programme
            AND place.county_code = second_part.county_code
            AND metric.second_part = second_part.metric
    LEFT JOIN amounts AS baseline
        ON
            place.programme = baseline.programme
            AND place.county_code = baseline.county_code
            AND metric.baseline = baseline.metric
),

valued AS (
    SELECT
        *,
        CASE
            WHEN denominator IS NULL THEN numerator
            ELSE times * numerator / NULLIF(denominator, 0)
        END AS exact
    FROM measured
),

goals AS (
    SELECT
        programme,
        metric,
        due_on,
        value AS target,
        GREATEST(
            DATE_TRUNC('year', due_on)::date,
            LAG(due_on) OVER (PARTITION BY programme, metric ORDER BY due_on ASC) + 1
        ) AS period_starts_on
    FROM core.targets
),

targets_in_force AS (
    SELECT DISTINCT ON (programme, metric) *
    FROM goals
    ORDER BY
        programme ASC,
        metric ASC,
        due_on < %(night)s ASC,
        CASE WHEN due_on >= %(night)s THEN due_on END ASC,
        due_on DESC
),

last_nights AS (
    SELECT
        aim.programme,
        aim.metric,
        MAX(published.night) AS night
    FROM targets_in_force AS aim
    INNER JOIN mart.nights AS published
        ON aim.period_starts_on <= published.night AND aim.due_on >= published.night
    WHERE aim.due_on < %(night)s
    GROUP BY aim.programme, aim.metric
),

decided AS (
    SELECT
        published.programme,
        published.metric,
        COALESCE(term.unit_code, published.county_code) AS unit_code,
        published.numerator,
        published.denominator,
        published.target IS NOT NULL AND published.status = 'no_target' AS is_of_nothing
    FROM last_nights AS last_one
    INNER JOIN mart.campaign_progress AS published
        ON
            last_one.night = published.business_date
            AND last_one.programme = published.programme
            AND last_one.metric = published.metric
    LEFT JOIN core.unit_history AS term
        ON
            published.county_code = term.county_code
            AND last_one.night >= term.valid_from
            AND (term.valid_to IS NULL OR last_one.night < term.valid_to)
),

judged AS (
    SELECT
        valued.*,
        aim.target,
        aim.due_on,
        CASE
            WHEN decided.unit_code IS NULL AND valued.is_of_year AND aim.due_on < %(night)s
                THEN NULL
            WHEN decided.unit_code IS NULL THEN valued.exact
            WHEN decided.denominator IS NULL THEN decided.numerator
            ELSE valued.times * decided.numerator / NULLIF(decided.denominator, 0)
        END AS reached,
        COALESCE(decided.is_of_nothing, valued.is_of_nothing) AS is_nothing_reached
    FROM valued
    LEFT JOIN targets_in_force AS aim
        ON valued.programme = aim.programme AND valued.metric = aim.metric
    LEFT JOIN decided
        ON
            valued.programme = decided.programme
            AND valued.metric = decided.metric
            AND valued.unit_code = decided.unit_code
),

compared AS (
    SELECT
        *,
        CASE
            WHEN is_lower_better THEN reached <= target
            ELSE reached >= target
        END AS is_met,
        (%(night)s::date - starts_on)::numeric / NULLIF(due_on - starts_on, 0) AS elapsed
    FROM judged
)

SELECT
    %(night)s::date AS business_date,
    compared.programme,
    compared.metric,
    compared.county_code,
    compared.numerator,
    compared.denominator,
    ROUND(compared.exact, 4) AS value,
    CASE compared.rounding
        WHEN 'truncated' THEN TRUNC(compared.exact, compared.decimals)
        ELSE ROUND(compared.exact, compared.decimals)
    END AS printed,
    compared.target,
    year_before.value AS previous_year_value,
    CASE
        WHEN compared.target IS NULL OR compared.reached IS NULL THEN 'no_target'
        WHEN compared.is_met AND compared.due_on > %(night)s THEN 'ahead'
        WHEN compared.is_met THEN 'on_track'
        WHEN compared.is_nothing_reached THEN 'no_target'
        WHEN compared.due_on < %(night)s THEN 'missed'
        WHEN
            compared.is_lower_better
            AND compared.reached
            <= compared.target + (compared.baseline - compared.target) * (1 - compared.elapsed)
            THEN 'on_track'
        WHEN
            NOT compared.is_lower_better
            AND compared.reached >= compared.target * compared.elapsed
            THEN 'on_track'
        ELSE 'behind'
    END AS status
FROM compared
LEFT JOIN core.unit_history AS term_before
    ON
        compared.unit_code = term_before.unit_code
        AND term_before.valid_from <= (%(night)s::date - interval '1 year')::date
        AND (
            term_before.valid_to IS NULL
            OR term_before.valid_to > (%(night)s::date - interval '1 year')::date
        )
LEFT JOIN mart.campaign_progress AS year_before
    ON
        compared.programme = year_before.programme
        AND compared.metric = year_before.metric
        AND year_before.county_code = COALESCE(term_before.county_code, compared.county_code)
        AND year_before.business_date = (%(night)s::date - interval '1 year')::date;
