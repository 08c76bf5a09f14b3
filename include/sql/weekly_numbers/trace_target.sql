-- A metric's target on a night, for a unit or the city.
SELECT target AS printed
FROM bi.campaign_progress
WHERE
    business_date = :until
    AND programme = :programme
    AND metric = :metric
    AND unit_code IN (
        SELECT CAST(:county_code AS TEXT) AS unit_code
        UNION ALL
        SELECT term.unit_code
        FROM bi.unit_history AS term
        WHERE term.county_code = :county_code
    )
