-- What each row that was sent anew changed in what it had said before, field by field. The word
-- before is that of the business date before, whenever it arrived.
CREATE VIEW bi.item_changes AS
SELECT
    now.item_id,
    now.source,
    now.delivery_id,
    now.business_date,
    now.file_name,
    now.sheet,
    now.row_number,
    now.part,
    changed.field,
    changed.old_value,
    changed.new_value
FROM core.statements AS now
INNER JOIN ledger.deliveries AS delivery ON now.delivery_id = delivery.delivery_id
CROSS JOIN
    LATERAL (
        SELECT said.*
        FROM core.statements AS said
        INNER JOIN ledger.deliveries AS earlier ON said.delivery_id = earlier.delivery_id
        WHERE
            said.item_id = now.item_id
            AND said.source = now.source
            AND said.row_key = now.row_key
            AND earlier.is_published
            AND (said.business_date, earlier.night) < (now.business_date, delivery.night)
        ORDER BY said.business_date DESC, earlier.night DESC
        LIMIT 1
    ) AS earlier_word
CROSS JOIN
    LATERAL (
        VALUES
        ('status', earlier_word.status, now.status),
        ('level', earlier_word.level, now.level),
        ('found_on', earlier_word.found_on::text, now.found_on::text),
        ('due_on', earlier_word.due_on::text, now.due_on::text),
        ('rectified_on', earlier_word.rectified_on::text, now.rectified_on::text),
        ('verified_on', earlier_word.verified_on::text, now.verified_on::text),
        ('site', earlier_word.site, now.site),
        ('description', earlier_word.description, now.description),
        ('category', earlier_word.category, now.category),
        ('town', earlier_word.town, now.town),
        ('department', earlier_word.department, now.department),
        ('channel', earlier_word.channel, now.channel),
        ('supervised', earlier_word.supervised::text, now.supervised::text)
    ) AS changed (field, old_value, new_value)
WHERE delivery.is_published AND changed.old_value IS DISTINCT FROM changed.new_value;
