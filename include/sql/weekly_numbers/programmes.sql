-- The programmes begun by a night, in the order of reports, with the stage each was in.
SELECT
    programme.programme,
    programme.name_zh,
    programme.starts_on,
    programme.ends_on,
    COALESCE(part.name_zh, '') AS stage_name
FROM bi.programmes AS programme
LEFT JOIN
    LATERAL (
        SELECT one ->> 'name_zh' AS name_zh
        FROM JSONB_ARRAY_ELEMENTS(programme.stages) AS one
        WHERE
            CAST(:as_of AS DATE) BETWEEN CAST(one ->> 'starts_on' AS DATE)
            AND CAST(one ->> 'ends_on' AS DATE)
        ORDER BY one ->> 'starts_on'
        LIMIT 1
    ) AS part
    ON TRUE
WHERE programme.starts_on <= :as_of
ORDER BY programme.report_order ASC, programme.programme ASC
