-- Every rectification item as of the last published night.
SELECT
    item.item_id,
    item.county_code,
    unit.county_name,
    item.town,
    item.enterprise_name,
    item.site,
    item.description,
    CASE item.level WHEN 'major' THEN '重大' ELSE '一般' END AS level_zh,
    item.department,
    item.found_on,
    item.due_on,
    CASE item.status
        WHEN 'open' THEN '未整改'
        WHEN 'in_progress' THEN '整改中'
        WHEN 'rectified' THEN '已整改'
        WHEN 'verified' THEN '已销号'
        WHEN 'withdrawn' THEN '已撤销'
    END AS status_zh,
    item.is_open,
    item.is_overdue,
    CASE WHEN item.supervised THEN '是' ELSE '否' END AS supervised_zh,
    item.days_open,
    CASE
        WHEN item.days_open <= 7 THEN '1. 7天以内'
        WHEN item.days_open <= 30 THEN '2. 8至30天'
        WHEN item.days_open <= 90 THEN '3. 31至90天'
        WHEN item.days_open <= 180 THEN '4. 91至180天'
        ELSE '5. 180天以上'
    END AS age,
    CASE
        WHEN item.due_on IS NULL THEN '6. 未写明期限'
        WHEN item.due_on < item.as_of THEN '1. 已过期限'
        WHEN item.due_on <= item.as_of + 7 THEN '2. 7天内到期'
        WHEN item.due_on <= item.as_of + 30 THEN '3. 8至30天到期'
        WHEN item.due_on <= item.as_of + 90 THEN '4. 31至90天到期'
        ELSE '5. 90天后到期'
    END AS due,
    item.reopened_count,
    item.source_count,
    item.as_of
FROM bi.rectification_items AS item
INNER JOIN bi.counties AS unit ON item.county_code = unit.county_code
