-- An item found after the night it was published in points at a wrong date.
SELECT item_id
FROM aside.item_state
WHERE found_on > last_business_date;
