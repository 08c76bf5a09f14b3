-- Extra: which county is silent this week, and which sent a report of nothing?
SELECT
    county.county_name,
    COUNT(delivery.delivery_id) FILTER (WHERE delivery.status <> 'missing') AS files,
    COUNT(delivery.delivery_id) FILTER (
        WHERE delivery.status = 'loaded' AND delivery.rows_loaded = 0
    ) AS reports_of_nothing,
    COUNT(delivery.delivery_id) FILTER (WHERE delivery.status = 'missing') AS missing
FROM bi.counties AS county
LEFT JOIN bi.deliveries AS delivery
    ON
        county.county_code = delivery.county_code
        AND delivery.night > (SELECT MAX(business_date) FROM bi.item_daily) - 7
GROUP BY county.county_name, county.report_order
ORDER BY files, county.report_order
