-- A metric's printed value less its printed value on an earlier night.
SELECT now.printed - earlier.printed AS printed
FROM bi.campaign_progress AS now
INNER JOIN bi.campaign_progress AS earlier
    ON
        now.programme = earlier.programme
        AND now.metric = earlier.metric
        AND now.unit_code = earlier.unit_code
WHERE
    now.business_date = :until
    AND earlier.business_date = CAST(:since AS DATE)
    AND now.programme = :programme
    AND now.metric = :metric
    AND now.unit_code IN (
        SELECT CAST(:county_code AS TEXT) AS unit_code
        UNION ALL
        SELECT term.unit_code
        FROM bi.unit_history AS term
        WHERE term.county_code = :county_code
    )
