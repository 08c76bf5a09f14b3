CREATE VIEW bi.item_history AS
SELECT
    item_id,
    valid_from,
    valid_to,
    status,
    level,
    due_on,
    found_on,
    is_open,
    rectified_on,
    verified_on,
    done_on,
    closed_on,
    county_code,
    channel,
    reopened_count,
    has_conflict
FROM mart.item_history;
