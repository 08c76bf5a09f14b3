-- Extra: has a county changed its template this month?
SELECT
    delivery.county_code, drift.source, drift.business_date, drift.kind, drift.column_name,
    drift.message
FROM bi.deliveries AS delivery
INNER JOIN bi.drift AS drift ON delivery.delivery_id = drift.delivery_id
WHERE delivery.night > (SELECT MAX(business_date) FROM bi.item_daily) - 30
ORDER BY delivery.county_code, drift.business_date
