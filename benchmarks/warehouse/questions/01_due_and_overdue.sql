-- 1, a county's officer: which of my items fall due in seven days, and which are overdue today?
SELECT
    item_id, enterprise_name, site, description, level, due_on, is_overdue
FROM bi.rectification_items
WHERE county_code = '411624' AND status IN ('open', 'in_progress') AND due_on <= as_of + 7
ORDER BY due_on DESC, item_id
LIMIT 500
