-- A night's load of :rows rows, as its task would leave it: two in five are new items, the others say
-- that an item which is open was mended or verified.
SELECT SETSEED(0.7);

CREATE TEMPORARY TABLE said ON COMMIT DROP AS
WITH
known AS (
    SELECT state.item_id, state.status, state.county_code, state.level, state.channel,
        state.industry, state.found_on, state.due_on, state.done_on, item.enterprise_id, item.recurrence_of
    FROM mart.item_state AS state
    INNER JOIN core.items AS item ON state.item_id = item.item_id
    WHERE state.is_open
    ORDER BY state.first_business_date DESC
    LIMIT :rows
),

likely AS (
    SELECT * FROM known ORDER BY RANDOM() LIMIT (:rows * 3 / 5)
)

SELECT
    item_id, enterprise_id, NULL AS recurrence_of, county_code, level, channel, industry, found_on, due_on,
    CASE status WHEN 'open' THEN 'rectified' ELSE 'verified' END AS status,
    COALESCE(done_on, DATE :night - 1) AS done_on, FALSE AS is_new
FROM likely
UNION ALL
SELECT
    'I' || LEFT(MD5(:night || item_id), 24), enterprise_id,
    CASE WHEN RANDOM() < 0.03 THEN item_id END, county_code, CASE WHEN RANDOM() < 0.02 THEN 'major' ELSE 'general' END, channel,
    industry, DATE :night - 1, DATE :night + 14, 'open', NULL, TRUE
FROM (
    SELECT state.*, item.enterprise_id
    FROM (SELECT * FROM mart.item_state WHERE closed_on > DATE :night - 400 ORDER BY closed_on DESC, MD5(item_id) LIMIT (:rows * 2 / 5)) AS state
    INNER JOIN core.items AS item ON state.item_id = item.item_id
) AS closed;

INSERT INTO core.items (item_id, enterprise_id, recurrence_of, site_key, text_key)
SELECT item_id, enterprise_id, recurrence_of, 's', 't' FROM said WHERE is_new;

INSERT INTO ledger.deliveries (
    delivery_id, source, county_code, business_date, night, file_name, status, is_late,
    rows_received, rows_loaded, message
)
SELECT
    county_code || '-1-' || DATE :night, county_code || '-1', county_code, DATE :night, DATE :night,
    '台账.xlsx', 'loaded', FALSE, COUNT(*), COUNT(*), ''
FROM said
GROUP BY county_code;

INSERT INTO ledger.rows (delivery_id, file_name, sheet, row_number, outcome)
SELECT
    county_code || '-1-' || DATE :night, '台账.xlsx', '检查',
    ROW_NUMBER() OVER (PARTITION BY county_code), 'loaded'
FROM said;

INSERT INTO core.source_rows (
    source, row_key, item_id, part, content_key, state_hash, row_hash, reading_fingerprint,
    business_date, found_on, status, authority, changed_by
)
SELECT
    county_code || '-1', 'N' || item_id, item_id, 1, item_id, 's', 'r', 'f', DATE :night, found_on,
    status, 40, county_code || '-1-' || DATE :night
FROM said
ON CONFLICT (source, row_key) DO UPDATE SET
    status = excluded.status, business_date = excluded.business_date, changed_by = excluded.changed_by;

INSERT INTO core.statements (
    delivery_id, record_id, item_id, source, row_key, business_date, file_name, sheet, row_number,
    part, relation, match_probability, flags, raw, authority, verifies, county, town, industry,
    description, level, channel, department, found_on, responsible_person, due_on, status,
    rectified_on, verified_on
)
SELECT
    county_code || '-1-' || DATE :night, 'N' || item_id, item_id, county_code || '-1', 'N' || item_id,
    DATE :night, '台账.xlsx', '检查', 1, 1, CASE WHEN is_new THEN 'new' ELSE 'update' END, 1.0, '{}', '{}',
    40, TRUE, county_code, '新站镇', industry, '通道堵塞', level, channel, '应急管理局', found_on, '王某', due_on,
    status, done_on, CASE status WHEN 'verified' THEN DATE :night END
FROM said;

INSERT INTO ledger.deliveries (
    delivery_id, source, county_code, business_date, night, file_name, status, is_late,
    rows_received, rows_quarantined, message
)
SELECT
    county_code || '-2-' || DATE :night, county_code || '-2', county_code, DATE :night, DATE :night,
    '台账二.xlsx', 'partial', FALSE, 100, 100, ''
FROM core.units
WHERE kind <> 'city';

INSERT INTO ledger.rows (delivery_id, file_name, sheet, row_number, outcome)
SELECT county_code || '-2-' || DATE :night, '台账二.xlsx', '检查', refused.n, 'quarantined'
FROM core.units
CROSS JOIN GENERATE_SERIES(1, 100) AS refused (n)
WHERE kind <> 'city';

INSERT INTO ledger.quarantine_cases (
    quarantine_id, source, row_hash, part, first_seen, last_seen, times_seen, open_since
)
SELECT
    'Q' || county_code || :night || refused.n, county_code || '-2', 'h' || refused.n, 1, DATE :night,
    DATE :night, 1, DATE :night
FROM core.units
CROSS JOIN GENERATE_SERIES(1, 100) AS refused (n)
WHERE kind <> 'city';

INSERT INTO ledger.quarantine (
    delivery_id, record_id, quarantine_id, source, file_name, sheet, row_number, part, rule,
    column_name, message, reasons, raw
)
SELECT
    county_code || '-2-' || DATE :night, 'r' || refused.n, 'Q' || county_code || :night || refused.n,
    county_code || '-2', '台账二.xlsx', '检查', refused.n, 1, 'required', 'found_on', '检查日期为空', '[]', '{}'
FROM core.units
CROSS JOIN GENERATE_SERIES(1, 100) AS refused (n)
WHERE kind <> 'city';
