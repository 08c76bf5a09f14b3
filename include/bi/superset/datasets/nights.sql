-- The nights that were published, as words that sort by day.
SELECT DISTINCT TO_CHAR(progress.business_date, 'YYYY-MM-DD') AS night
FROM bi.campaign_progress AS progress
