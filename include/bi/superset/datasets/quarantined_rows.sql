-- Rows that were not accepted, each as it was last sent.
SELECT DISTINCT ON (refused.quarantine_id)
    refused.quarantine_id,
    refused.business_date,
    refused.source,
    refused.county_code,
    COALESCE(unit.county_name, city.city_name) AS county_name,
    refused.file_name,
    refused.sheet,
    refused.row_number,
    CASE refused.rule
        WHEN 'required' THEN '必填未填'
        WHEN 'broken_code_only' THEN '企业只有错误的信用代码'
        WHEN 'unreadable' THEN '无法识别'
        WHEN 'no_number' THEN '不是数字'
        WHEN 'unknown_word' THEN '不认识的说法'
        WHEN 'future_date' THEN '日期晚于报送日'
        WHEN 'date_order' THEN '日期先后矛盾'
        WHEN 'states_no_hazard' THEN '没有写出隐患'
        ELSE refused.rule
    END AS rule_zh,
    refused.message,
    refused.status,
    CASE refused.status
        WHEN 'open' THEN '待处理'
        WHEN 'replayed' THEN '已补录'
        WHEN 'waived' THEN '已豁免'
    END AS status_zh,
    refused.first_seen,
    refused.times_seen
FROM bi.quarantined_rows AS refused
LEFT JOIN bi.counties AS unit ON refused.county_code = unit.county_code
LEFT JOIN bi.city AS city ON refused.county_code = city.city_code
ORDER BY refused.quarantine_id ASC, refused.business_date DESC, refused.delivery_id DESC
