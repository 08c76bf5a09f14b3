-- Every file taken, and every delivery that did not come.
SELECT
    delivery.delivery_id,
    delivery.business_date,
    delivery.source,
    delivery.county_code,
    COALESCE(unit.county_name, city.city_name) AS county_name,
    delivery.file_name,
    delivery.status,
    CASE
        WHEN delivery.status = 'loaded' THEN '全部入库'
        WHEN delivery.status = 'partial' THEN '部分隔离'
        WHEN delivery.status = 'rejected' THEN '退回'
        WHEN delivery.status = 'held' THEN '暂缓'
        WHEN delivery.status = 'unchanged' THEN '与已收相同'
        WHEN delivery.came_on IS NOT NULL THEN '当夜未报，后已收到'
        WHEN delivery.status = 'missing' THEN '未报'
    END AS status_zh,
    delivery.is_late,
    delivery.came_on,
    delivery.rows_received,
    delivery.rows_loaded,
    delivery.rows_quarantined,
    delivery.rows_skipped,
    delivery.message
FROM bi.deliveries AS delivery
LEFT JOIN bi.counties AS unit ON delivery.county_code = unit.county_code
LEFT JOIN bi.city AS city ON delivery.county_code = city.city_code
