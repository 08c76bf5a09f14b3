CREATE VIEW bi.item_redirects AS
WITH RECURSIVE
active AS (
    SELECT
        item_id,
        points_to,
        since,
        cause
    FROM core.item_redirects
    WHERE ended_by IS NULL
),

followed AS (
    SELECT
        item_id,
        points_to,
        since,
        cause
    FROM active
    UNION
    SELECT
        followed.item_id,
        active.points_to,
        followed.since,
        followed.cause
    FROM followed
    INNER JOIN active ON followed.points_to = active.item_id
)

SELECT
    followed.item_id,
    followed.points_to,
    followed.since,
    followed.cause
FROM followed
LEFT JOIN active ON followed.points_to = active.item_id
CROSS JOIN access.reader AS reader
WHERE
    active.item_id IS NULL
    AND (
        reader.sees_all
        OR EXISTS (
            SELECT 1
            FROM mart.item_state AS state
            WHERE state.item_id = followed.points_to
        )
    );
