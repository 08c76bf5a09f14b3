-- The items found in the year up to a night, without those withdrawn.
SELECT *
FROM bi.night_items
WHERE
    as_of = :until
    AND status <> 'withdrawn'
    AND found_on >= DATE_TRUNC('year', CAST(:until AS DATE))
    AND (
        unit_code IN (
            SELECT CAST(:county_code AS TEXT) AS unit_code
            UNION ALL
            SELECT term.unit_code
            FROM bi.unit_history AS term
            WHERE term.county_code = :county_code
        )
        OR :county_code IN (SELECT city.city_code FROM bi.city AS city)
    )
ORDER BY found_on, item_id
