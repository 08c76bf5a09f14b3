-- A rate has a part of something over all of it, and no part is larger than the whole. One whose
-- definition says that it is no part (`is_part: false`) compares two numbers, and may be.
SELECT
    progress.programme,
    progress.metric,
    progress.county_code,
    progress.numerator,
    progress.denominator
FROM aside.campaign_progress AS progress
INNER JOIN core.metrics AS metric ON progress.metric = metric.metric
WHERE metric.is_part AND progress.numerator NOT BETWEEN 0 AND progress.denominator;
