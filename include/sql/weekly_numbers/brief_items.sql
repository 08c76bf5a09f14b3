-- What was open on a night, unit by unit, as it stood that night; the longest overdue first. Its
-- words are those of today.
SELECT
    told.county_code,
    told.item_id,
    told.level,
    told.status,
    told.found_on,
    told.due_on,
    items.enterprise_name,
    items.site,
    items.description,
    items.department,
    items.supervised,
    items.has_recurred,
    CASE
        WHEN told.status IN ('open', 'in_progress') AND told.due_on < CAST(:as_of AS DATE)
            THEN CAST(:as_of AS DATE) - told.due_on
    END AS days_overdue
FROM bi.item_history AS told
INNER JOIN bi.rectification_items AS items ON told.item_id = items.item_id
WHERE
    told.valid_from <= CAST(:as_of AS DATE)
    AND (told.valid_to IS NULL OR told.valid_to > CAST(:as_of AS DATE))
    AND told.found_on <= CAST(:as_of AS DATE)
    AND told.is_open
ORDER BY
    told.county_code ASC,
    days_overdue DESC NULLS LAST,
    told.level = 'major' DESC,
    told.due_on ASC NULLS LAST,
    told.item_id ASC
