-- An accident of this year or the last is gone from every ledger that told of it. It still counts:
-- ask its source why, and whether it was struck off.
SELECT
    listed.event_id,
    MIN(listed.missing_since) AS missing_since
FROM core.event_rows AS listed
INNER JOIN aside.known_accidents AS accident ON listed.event_id = accident.event_id
WHERE
    listed.kind = 'accident'
    AND NOT accident.is_known_now
    AND accident.occurred_on >= DATE_TRUNC('year', %(night)s::date) - interval '1 year'
GROUP BY listed.event_id
HAVING BOOL_AND(listed.missing_since <= %(night)s);
