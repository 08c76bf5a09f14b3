-- 6, the city's analyst: which counties find few major hazards by self-inspection?
WITH
last_night AS (
    SELECT MAX(business_date) AS night FROM bi.item_daily
)

SELECT
    county.county_name,
    SUM(split.value) FILTER (WHERE split.member = 'self_check') AS by_themselves,
    SUM(split.value) AS major_found,
    ROUND(
        100 * SUM(split.value) FILTER (WHERE split.member = 'self_check')
        / NULLIF(SUM(split.value), 0), 1
    ) AS share
FROM bi.campaign_breakdown AS split
INNER JOIN bi.counties AS county ON split.county_code = county.county_code
WHERE
    split.business_date = (SELECT night FROM last_night)
    AND split.programme = 'zhiben'
    AND split.metric = 'major_found'
    AND split.dimension = 'channel'
GROUP BY county.county_name
ORDER BY share
