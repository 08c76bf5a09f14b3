-- What every counting metric of every programme comes to, as of the night: by unit, and by unit and
-- member of each dimension that the programme asks for. The function is made from the definitions
-- (`include/campaign/metrics`) whenever a night is planned.
TRUNCATE aside.metric_counts;

INSERT INTO aside.metric_counts (programme, metric, dimension, member, county_code, amount)
SELECT
    counted.programme,
    counted.metric,
    counted.dimension,
    counted.member,
    counted.county_code,
    counted.amount
FROM core.count_metrics(%(night)s::date) AS counted
INNER JOIN core.programmes AS programme ON counted.programme = programme.programme
LEFT JOIN core.unit_history AS term
    ON
        counted.county_code = term.county_code
        AND term.valid_from <= %(night)s
        AND (term.valid_to IS NULL OR term.valid_to > %(night)s)
WHERE
    programme.starts_on <= %(night)s
    AND (
        programme.units = '{}'
        OR COALESCE(term.unit_code, counted.county_code) = ANY(programme.units)
    );
