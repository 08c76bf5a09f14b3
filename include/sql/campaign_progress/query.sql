-- Each programme's metrics as of the night, per county and for the whole city, beside the target
-- in force: the next one due, else the last. Rates are in per cent; a rate over nothing is NULL and
-- compared with nothing (`no_target`). Against a target: `ahead` when it is met before its day,
-- `on_track` when met on or after it or when the straight line from the programme's start to that
-- day is kept, `behind` when not, `missed` when the day has passed. Of the numbers that are to fall
-- only the stock has a known start, so the others are behind until they are met.
TRUNCATE aside.campaign_progress;

INSERT INTO aside.campaign_progress (
    business_date, programme, metric, county_code, numerator, denominator, value, target,
    previous_year_value, status
)
WITH
city AS (
    SELECT county_code
    FROM core.units
    WHERE kind = 'city'
),

items AS (
    SELECT
        programme.programme,
        item.county_code,
        item.status,
        item.is_open,
        item.has_recurred,
        item.status IN ('rectified', 'verified') AS is_rectified,
        item.level = 'major' AS is_major,
        item.level = 'major' AND item.found_on < programme.starts_on AS is_stock,
        item.status IN ('open', 'in_progress') AND item.due_on < %(night)s AS is_overdue,
        item.due_on < %(night)s
        OR (item.due_on IS NOT NULL AND item.status IN ('rectified', 'verified')) AS has_come_due,
        item.done_on <= item.due_on AS is_on_time
    FROM aside.item_as_of AS item
    CROSS JOIN core.programmes AS programme
    WHERE programme.starts_on <= %(night)s AND item.status <> 'withdrawn'
),

counts AS (
    SELECT
        programme,
        CASE
            WHEN GROUPING(county_code) = 1 THEN (SELECT city.county_code FROM city)
            ELSE county_code
        END AS county_code,
        COUNT(*) AS found,
        COUNT(*) FILTER (WHERE is_rectified) AS rectified,
        COUNT(*) FILTER (WHERE status = 'verified') AS verified,
        COUNT(*) FILTER (WHERE has_come_due) AS come_due,
        COUNT(*) FILTER (WHERE has_come_due AND is_on_time) AS on_time,
        COUNT(*) FILTER (WHERE is_major) AS major_found,
        COUNT(*) FILTER (WHERE is_major AND is_open) AS major_open,
        COUNT(*) FILTER (WHERE is_stock) AS stock_found,
        COUNT(*) FILTER (WHERE is_stock AND is_open) AS stock_open,
        COUNT(*) FILTER (WHERE is_overdue) AS overdue,
        COUNT(*) FILTER (WHERE has_recurred) AS recurred
    FROM items
    GROUP BY GROUPING SETS ((programme, county_code), (programme))
    HAVING GROUPING(county_code) = 1 OR county_code NOT IN (SELECT city.county_code FROM city)
),

places AS (
    SELECT
        programme.programme,
        unit.county_code AS unit_code,
        COALESCE(term.county_code, unit.county_code) AS county_code
    FROM core.programmes AS programme
    CROSS JOIN core.units AS unit
    LEFT JOIN core.unit_history AS term
        ON
            unit.county_code = term.unit_code
            AND term.valid_from <= %(night)s
            AND (term.valid_to IS NULL OR term.valid_to > %(night)s)
    WHERE programme.starts_on <= %(night)s
),

measured AS (
    SELECT
        place.programme,
        place.unit_code,
        place.county_code,
        counted.metric,
        counted.numerator,
        counted.denominator
    FROM places AS place
    LEFT JOIN counts AS c
        ON place.programme = c.programme AND place.county_code = c.county_code
    CROSS JOIN LATERAL (
        VALUES
        ('found', COALESCE(c.found, 0), NULL),
        ('rectified', COALESCE(c.rectified, 0), NULL),
        ('verified', COALESCE(c.verified, 0), NULL),
        ('rectification_rate', COALESCE(c.rectified, 0), COALESCE(c.found, 0)),
        ('due_rectification_rate', COALESCE(c.on_time, 0), COALESCE(c.come_due, 0)),
        ('major_found', COALESCE(c.major_found, 0), NULL),
        ('major_open', COALESCE(c.major_open, 0), NULL),
        ('stock_open', COALESCE(c.stock_open, 0), NULL),
        ('overdue', COALESCE(c.overdue, 0), NULL),
        ('recurred', COALESCE(c.recurred, 0), NULL)
    ) AS counted (metric, numerator, denominator)
),

valued AS (
    SELECT
        measured.*,
        metric.is_lower_better,
        CASE
            WHEN metric.unit = '%%'
                THEN ROUND(100.0 * measured.numerator / NULLIF(measured.denominator, 0), 4)
            ELSE measured.numerator
        END AS value,
        CASE WHEN measured.metric = 'stock_open' THEN c.stock_found END AS baseline
    FROM measured
    INNER JOIN core.metrics AS metric ON measured.metric = metric.metric
    INNER JOIN core.programmes AS programme
        ON
            measured.programme = programme.programme
            AND measured.metric = ANY(programme.metrics)
    LEFT JOIN counts AS c
        ON measured.programme = c.programme AND measured.county_code = c.county_code
),

targets_in_force AS (
    SELECT DISTINCT ON (programme, metric)
        programme,
        metric,
        due_on,
        value AS target
    FROM core.targets
    ORDER BY
        programme ASC,
        metric ASC,
        due_on < %(night)s ASC,
        CASE WHEN due_on >= %(night)s THEN due_on END ASC,
        due_on DESC
),

compared AS (
    SELECT
        valued.*,
        aim.target,
        aim.due_on,
        CASE
            WHEN valued.is_lower_better THEN valued.value <= aim.target
            ELSE valued.value >= aim.target
        END AS is_met,
        (%(night)s::date - programme.starts_on)::numeric
        / NULLIF(aim.due_on - programme.starts_on, 0) AS elapsed
    FROM valued
    INNER JOIN core.programmes AS programme ON valued.programme = programme.programme
    LEFT JOIN targets_in_force AS aim
        ON valued.programme = aim.programme AND valued.metric = aim.metric
)

SELECT
    %(night)s::date AS business_date,
    compared.programme,
    compared.metric,
    compared.county_code,
    compared.numerator,
    compared.denominator,
    compared.value,
    compared.target,
    year_before.value AS previous_year_value,
    CASE
        WHEN compared.target IS NULL OR compared.value IS NULL THEN 'no_target'
        WHEN compared.is_met AND compared.due_on > %(night)s THEN 'ahead'
        WHEN compared.is_met THEN 'on_track'
        WHEN compared.due_on < %(night)s THEN 'missed'
        WHEN
            compared.is_lower_better
            AND compared.value
            <= compared.target + (compared.baseline - compared.target) * (1 - compared.elapsed)
            THEN 'on_track'
        WHEN
            NOT compared.is_lower_better
            AND compared.value >= compared.target * compared.elapsed
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
