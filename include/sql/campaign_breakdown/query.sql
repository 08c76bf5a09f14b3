-- The metrics that a programme splits, by member of each dimension: per county and for the whole
-- city, made as `campaign_progress` makes them. A member that nothing was counted of has no row.
TRUNCATE aside.campaign_breakdown;

INSERT INTO aside.campaign_breakdown (
    business_date, programme, metric, dimension, member, county_code, numerator, denominator,
    value, printed
)
WITH
places AS (
    SELECT
        programme.programme,
        COALESCE(term.county_code, unit.county_code) AS county_code,
        unit.kind = 'city' AS is_city
    FROM core.programmes AS programme
    CROSS JOIN core.units AS unit
    LEFT JOIN core.unit_history AS term
        ON
            unit.county_code = term.unit_code
            AND term.valid_from <= %(night)s
            AND (term.valid_to IS NULL OR term.valid_to > %(night)s)
),

amounts AS (
    SELECT
        place.programme,
        place.county_code,
        counted.dimension,
        counted.member,
        counted.metric,
        SUM(counted.amount) AS total,
        MIN(counted.amount) AS smallest
    FROM places AS place
    INNER JOIN aside.metric_counts AS counted
        ON
            place.programme = counted.programme
            AND (place.is_city OR place.county_code = counted.county_code)
    WHERE counted.dimension <> ''
    GROUP BY
        place.programme, place.county_code, counted.dimension, counted.member, counted.metric
),

parts AS (
    SELECT
        amounts.programme,
        amounts.county_code,
        amounts.dimension,
        amounts.member,
        metric.metric,
        metric.form,
        metric.times,
        metric.decimals,
        metric.rounding,
        MAX(amounts.smallest) AS smallest,
        COALESCE(
            MAX(amounts.total)
            FILTER (WHERE amounts.metric = COALESCE(metric.first_part, metric.metric)),
            0
        ) AS first_total,
        COALESCE(MAX(amounts.total) FILTER (WHERE amounts.metric = metric.second_part), 0)
            AS second_total
    FROM amounts
    INNER JOIN core.programme_metrics AS wanted
        ON
            amounts.programme = wanted.programme
            AND amounts.dimension = ANY(wanted.dimensions)
    INNER JOIN core.metrics AS metric
        ON
            wanted.metric = metric.metric
            AND amounts.metric
            IN (COALESCE(metric.first_part, metric.metric), metric.second_part)
    GROUP BY
        amounts.programme, amounts.county_code, amounts.dimension, amounts.member, metric.metric,
        metric.form, metric.times, metric.decimals, metric.rounding
),

valued AS (
    SELECT
        programme,
        metric,
        dimension,
        member,
        county_code,
        decimals,
        rounding,
        CASE form
            WHEN 'least' THEN smallest
            WHEN 'difference' THEN first_total - second_total
            ELSE first_total
        END AS numerator,
        CASE WHEN form = 'ratio' THEN second_total END AS denominator,
        times
    FROM parts
    WHERE first_total <> 0 OR second_total <> 0
),

exact_values AS (
    SELECT
        *,
        CASE
            WHEN denominator IS NULL THEN numerator
            ELSE times * numerator / NULLIF(denominator, 0)
        END AS exact
    FROM valued
)

SELECT
    %(night)s::date AS business_date,
    programme,
    metric,
    dimension,
    member,
    county_code,
    numerator,
    denominator,
    ROUND(exact, 4) AS value,
    CASE rounding
        WHEN 'truncated' THEN TRUNC(exact, decimals)
        ELSE ROUND(exact, decimals)
    END AS printed
FROM exact_values;
