-- The published nights a week's summary stands on: one row.
WITH nights AS (
    SELECT DISTINCT business_date
    FROM bi.campaign_progress
)

SELECT
    MAX(business_date) AS last_night,
    MAX(business_date) FILTER (WHERE business_date <= :week_end) AS as_of,
    MAX(business_date) FILTER (WHERE business_date < :week_start) AS previous_as_of,
    ARRAY_AGG(business_date ORDER BY business_date) FILTER (
        WHERE business_date BETWEEN :week_start AND :week_end
    ) AS nights
FROM nights
