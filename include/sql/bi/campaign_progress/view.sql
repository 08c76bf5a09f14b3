CREATE VIEW bi.campaign_progress AS
SELECT
    progress.business_date,
    progress.programme,
    progress.metric,
    progress.county_code,
    progress.value,
    progress.target,
    progress.previous_year_value,
    progress.status,
    progress.numerator,
    progress.denominator,
    progress.printed,
    COALESCE(term.unit_code, progress.county_code) AS unit_code
FROM mart.campaign_progress AS progress
LEFT JOIN core.unit_history AS term
    ON
        progress.county_code = term.county_code
        AND progress.business_date >= term.valid_from
        AND (term.valid_to IS NULL OR progress.business_date < term.valid_to);
