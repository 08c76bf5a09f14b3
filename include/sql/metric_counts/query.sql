-- What every counting metric of every programme comes to, as of the night: by unit, and by unit and
-- member of each dimension that the programme asks for. The functions are made from the definitions
-- (`include/campaign/metrics`) whenever a night is planned; of a subject that is kept they say by
-- how much a number changed since the last night. An enterprise counts in a unit while it has an
-- item there: of those whose counts changed, all that they have is told, as it was and as it is.
TRUNCATE aside.enterprise_counts;

INSERT INTO aside.enterprise_counts (
    enterprise_id, county_code, channel, sector, action, topic, amounts_before, amounts
)
WITH
changes AS MATERIALIZED (
    SELECT
        changed.enterprise_id,
        changed.county_code,
        changed.channel,
        changed.sector,
        changed.action,
        changed.topic,
        changed.amounts
    FROM core.count_enterprises(%(night)s::date) AS changed
    WHERE changed.amounts <> ARRAY_FILL(0::bigint, ARRAY[CARDINALITY(changed.amounts)])
),

spoken_of AS (
    SELECT DISTINCT changes.enterprise_id
    FROM changes
),

known AS (
    SELECT
        held.enterprise_id,
        held.county_code,
        held.channel,
        held.sector,
        held.action,
        held.topic,
        held.amounts
    FROM spoken_of
    INNER JOIN kept.enterprise_counts AS held ON spoken_of.enterprise_id = held.enterprise_id
    WHERE (SELECT counting.night_before FROM aside.counting) IS NOT NULL
)

SELECT
    COALESCE(changes.enterprise_id, known.enterprise_id) AS enterprise_id,
    COALESCE(changes.county_code, known.county_code) AS county_code,
    COALESCE(changes.channel, known.channel) AS channel,
    COALESCE(changes.sector, known.sector) AS sector,
    COALESCE(changes.action, known.action) AS action,  -- noqa: RF04
    COALESCE(changes.topic, known.topic) AS topic,
    known.amounts AS amounts_before,
    CASE
        WHEN known.amounts IS NULL THEN changes.amounts
        WHEN changes.amounts IS NULL THEN known.amounts
        ELSE
            ARRAY(
                SELECT one.amount + one.more
                FROM UNNEST(known.amounts, changes.amounts) AS one (amount, more)
            )
    END AS amounts
FROM changes
FULL JOIN known
    ON
        changes.enterprise_id = known.enterprise_id
        AND changes.county_code = known.county_code
        AND changes.channel = known.channel
        AND changes.sector = known.sector
        AND changes.action = known.action
        AND changes.topic = known.topic;

TRUNCATE aside.metric_totals;

INSERT INTO aside.metric_totals (
    programme, metric, dimension, member, county_code, amount, is_kept
)
WITH
parts AS (
    SELECT
        known.programme,
        known.metric,
        known.dimension,
        known.member,
        known.county_code,
        known.amount,
        TRUE AS is_kept
    FROM kept.metric_counts AS known
    WHERE (SELECT counting.night_before FROM aside.counting) IS NOT NULL
    UNION ALL
    SELECT
        counted.programme,
        counted.metric,
        counted.dimension,
        counted.member,
        counted.county_code,
        counted.amount,
        counted.is_change AS is_kept
    FROM core.count_metrics(%(night)s::date) AS counted
)

SELECT
    programme,
    metric,
    dimension,
    member,
    county_code,
    SUM(amount) AS amount,
    BOOL_OR(is_kept) AS is_kept
FROM parts
GROUP BY programme, metric, dimension, member, county_code;

TRUNCATE aside.metric_counts;

INSERT INTO aside.metric_counts (programme, metric, dimension, member, county_code, amount)
SELECT
    total.programme,
    total.metric,
    total.dimension,
    total.member,
    total.county_code,
    total.amount
FROM aside.metric_totals AS total
INNER JOIN core.programmes AS programme ON total.programme = programme.programme
LEFT JOIN core.unit_history AS term
    ON
        total.county_code = term.county_code
        AND term.valid_from <= %(night)s
        AND (term.valid_to IS NULL OR term.valid_to > %(night)s)
WHERE
    programme.starts_on <= %(night)s
    AND (
        programme.units = '{}'
        OR COALESCE(term.unit_code, total.county_code) = ANY(programme.units)
    );
