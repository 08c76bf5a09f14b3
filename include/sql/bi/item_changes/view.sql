-- What each row that was sent anew changed in what it had said before, field by field. The word
-- before is that of the business date before, whenever it arrived; of one date that loaded before.
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
INNER JOIN ledger.publications AS published ON now.delivery_id = published.delivery_id
CROSS JOIN
    LATERAL (
        SELECT
            said.status,
            said.level,
            said.found_on,
            said.due_on,
            said.rectified_on,
            said.verified_on,
            said.site,
            said.description,
            said.category,
            said.town,
            said.department,
            said.channel,
            said.supervised
        FROM core.statements AS said
        INNER JOIN ledger.publications AS earlier ON said.delivery_id = earlier.delivery_id
        WHERE
            said.item_id = now.item_id
            AND said.source = now.source
            AND said.row_key = now.row_key
            AND (said.business_date, earlier.night, earlier.load_number)
            < (now.business_date, published.night, published.load_number)
        ORDER BY said.business_date DESC, earlier.night DESC, earlier.load_number DESC
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
WHERE changed.old_value IS DISTINCT FROM changed.new_value;
