-- 10, a BI tool: accidents against last year beside what was found, and the counties' ranking.
SELECT
    county.county_name,
    score.accidents_ytd,
    score.accidents_previous_ytd,
    score.deaths_ytd,
    score.deaths_previous_ytd,
    score.double_drop,
    score.accident_free_days,
    progress.value AS found,
    overdue.value AS overdue,
    RANK() OVER (ORDER BY rate.value DESC NULLS LAST) AS place_by_rate
FROM bi.counties AS county
INNER JOIN bi.campaign_progress AS progress
    ON
        county.county_code = progress.county_code
        AND progress.business_date = (SELECT MAX(business_date) FROM bi.item_daily)
        AND progress.programme = 'zhiben'
        AND progress.metric = 'found'
LEFT JOIN bi.campaign_progress AS overdue
    ON
        progress.business_date = overdue.business_date
        AND progress.programme = overdue.programme
        AND progress.county_code = overdue.county_code
        AND overdue.metric = 'overdue'
LEFT JOIN bi.campaign_progress AS rate
    ON
        progress.business_date = rate.business_date
        AND progress.programme = rate.programme
        AND progress.county_code = rate.county_code
        AND rate.metric = 'rectification_rate'
LEFT JOIN bi.accident_scoreboard AS score
    ON
        progress.business_date = score.business_date
        AND progress.county_code = score.county_code
ORDER BY place_by_rate
