-- A city's history of :items items over three years up to :night, as nights would have left it.
-- Run by size.py as a superuser, without keys and indexes, statement by statement.
SELECT SETSEED(0.4);

CREATE UNLOGGED TABLE aside.made_units AS
SELECT
    county_code,
    ROW_NUMBER() OVER (ORDER BY report_order) AS place
FROM core.units
WHERE kind <> 'city';

CREATE UNLOGGED TABLE aside.made_firms AS
SELECT
    'K' || LEFT(MD5('firm' || firm.n), 20) AS enterprise_id,
    unit.county_code,
    GREATEST(1, ROUND(25 * EXP(RANDOM_NORMAL() - 0.5)))::integer AS size,
    '周口市' || (ARRAY['华兴', '顺达', '金源', '鑫隆', '恒泰', '永安', '宏远'])[1 + firm.n % 7]
    || firm.n || (ARRAY['面粉', '化工', '商贸', '物流', '木业', '燃气'])[1 + firm.n % 6] || '有限公司'
    AS enterprise_name,
    (ARRAY['粮油加工', '危险化学品', '商贸', '道路运输', '木制品', '燃气'])[1 + firm.n % 6] AS industry
FROM GENERATE_SERIES(1, (:items / 25)::integer) AS firm (n)
INNER JOIN aside.made_units AS unit ON unit.place = 1 + firm.n % (SELECT COUNT(*) FROM aside.made_units);

INSERT INTO core.enterprises (enterprise_id, county_code, enterprise_name)
SELECT enterprise_id, county_code, enterprise_name FROM aside.made_firms;

INSERT INTO core.enterprise_names (enterprise_id, county_code, name_key, name)
SELECT enterprise_id, county_code, enterprise_name, enterprise_name FROM aside.made_firms;

CREATE UNLOGGED TABLE aside.made_items AS
WITH
drawn AS (
    SELECT
        firm.enterprise_id,
        firm.county_code,
        firm.industry,
        DATE :night - 1130 + (POWER(RANDOM(), 0.9) * 1130)::integer AS found_on,
        RANDOM() AS kind,
        RANDOM() AS fate,
        (RANDOM() * 3)::integer AS lag,
        (-12 * LN(1 - RANDOM()))::integer AS work,
        1 + (RANDOM() * 10)::integer AS wait,
        (ARRAY[7, 15, 15, 30, 30, 60])[1 + (RANDOM() * 5)::integer] AS grace
    FROM aside.made_firms AS firm
    CROSS JOIN GENERATE_SERIES(1, firm.size)
)

SELECT
    'I' || LEFT(MD5('item' || ROW_NUMBER() OVER by_day), 24) AS item_id,
    drawn.enterprise_id,
    drawn.county_code,
    drawn.industry,
    drawn.found_on,
    LEAST(drawn.found_on + drawn.lag, DATE :night) AS told_on,
    CASE WHEN drawn.kind < 0.95 THEN drawn.found_on + drawn.grace END AS due_on,
    CASE
        WHEN drawn.fate < 0.95 AND drawn.found_on + drawn.lag + 1 + drawn.work <= DATE :night
            THEN drawn.found_on + drawn.lag + 1 + drawn.work
    END AS done_on,
    CASE
        WHEN drawn.fate < 0.90
            AND drawn.found_on + drawn.lag + 1 + drawn.work + drawn.wait <= DATE :night
            THEN drawn.found_on + drawn.lag + 1 + drawn.work + drawn.wait
    END AS closed_on,
    drawn.fate BETWEEN 0.3 AND 0.6 AS is_closed_at_once,
    CASE WHEN (drawn.kind * 1000)::integer % 50 = 0 THEN 'major' ELSE 'general' END AS level,
    (ARRAY['self_check', 'self_check', 'supervision', 'supervision', 'joint', 'expert', 'public_report'])[
        1 + (drawn.kind * 6)::integer
    ] AS channel,
    1 + (drawn.kind * 4)::integer AS desk,
    (drawn.kind * 100000)::integer % 300 = 0 AS supervised,
    ROW_NUMBER() OVER by_day AS n
FROM drawn
WINDOW by_day AS (ORDER BY drawn.found_on);

UPDATE aside.made_items SET closed_on = done_on WHERE is_closed_at_once AND done_on IS NOT NULL;

CREATE UNLOGGED TABLE aside.made_returns AS
SELECT DISTINCT ON (later.item_id)
    later.item_id,
    earlier.item_id AS recurrence_of
FROM aside.made_items AS later
INNER JOIN aside.made_items AS earlier
    ON later.enterprise_id = earlier.enterprise_id AND earlier.closed_on < later.found_on
WHERE later.n % 40 = 0 AND earlier.n % 5 = 0
ORDER BY later.item_id, earlier.closed_on DESC;

INSERT INTO core.items (item_id, enterprise_id, recurrence_of, site_key, text_key)
SELECT made.item_id, made.enterprise_id, back.recurrence_of, 'k' || made.n % 900, 't' || made.n % 5000
FROM aside.made_items AS made
LEFT JOIN aside.made_returns AS back ON made.item_id = back.item_id
ORDER BY made.n;

-- In the order of days, so that nothing wide is sorted after this.
CREATE UNLOGGED TABLE aside.made_words AS
SELECT
    made.*,
    said.day,
    said.next_day,
    said.status,
    said.place,
    made.county_code || '-' || made.desk AS source
FROM aside.made_items AS made
CROSS JOIN
    LATERAL (
        SELECT CASE WHEN made.done_on < COALESCE(made.closed_on, 'infinity') THEN made.done_on END AS day
    ) AS mended
CROSS JOIN
    LATERAL (
        VALUES
        (made.told_on, COALESCE(mended.day, made.closed_on), 'open', 1),
        (mended.day, made.closed_on, 'rectified', 2),
        (made.closed_on, NULL, 'verified', 3)
    ) AS said (day, next_day, status, place)
WHERE said.day IS NOT NULL
ORDER BY said.day, source;

INSERT INTO ledger.deliveries (
    delivery_id, source, county_code, business_date, night, file_name, status, is_late,
    rows_received, rows_loaded, message, is_published
)
SELECT
    source || '-' || day, source, MIN(county_code), day, day, '台账.xlsx', 'loaded', FALSE, COUNT(*),
    COUNT(*), '', TRUE
FROM aside.made_words
GROUP BY source, day
ORDER BY day, source;

INSERT INTO core.statements (
    delivery_id, record_id, item_id, source, row_key, business_date, file_name, sheet, row_number,
    part, relation, match_probability, flags, raw, authority, verifies, enterprise_name, county,
    town, site, industry, description, category, level, channel, department, found_on, measure,
    responsible_person, due_on, status, rectified_on, verified_on, supervised
)
SELECT
    said.source || '-' || said.day, '台账.xlsx|检查|' || said.n || '|' || said.place, said.item_id,
    said.source, 'R' || SUBSTR(said.item_id, 2), said.day, '台账.xlsx', '检查', said.n % 400, 1,
    CASE said.place WHEN 1 THEN 'new' ELSE 'update' END, 1.0, '{}',
    JSONB_BUILD_OBJECT('序号', said.n, '隐患描述', '车间灭火器压力不足且未定期点检 ' || said.n, '整改措施', '立即更换并建立点检台账', '整改状态', said.status),
    30, TRUE, firm.enterprise_name, said.county_code, '新站镇', '车间' || said.n % 9, said.industry,
    '车间灭火器压力不足且未定期点检 ' || said.n, '消防安全', said.level, said.channel, '应急管理局',
    said.found_on, '立即更换并建立点检台账', '王某', said.due_on, said.status,
    CASE WHEN said.place > 1 THEN said.done_on END, CASE said.place WHEN 3 THEN said.closed_on END,
    said.supervised
FROM aside.made_words AS said
INNER JOIN aside.made_firms AS firm ON said.enterprise_id = firm.enterprise_id;

INSERT INTO core.source_rows (
    source, row_key, item_id, part, content_key, state_hash, row_hash, reading_fingerprint,
    business_date, found_on, status, closed_on, authority, changed_by
)
SELECT
    said.source, 'R' || SUBSTR(said.item_id, 2), said.item_id, 1, said.enterprise_id || '/' || said.n,
    's', 'r', 'f', said.day, said.found_on, said.status, said.closed_on, 30,
    said.source || '-' || said.day
FROM aside.made_words AS said
WHERE said.day = COALESCE(said.closed_on, said.done_on, said.told_on)
    AND said.place = CASE
        WHEN said.closed_on IS NOT NULL THEN 3 WHEN said.done_on IS NOT NULL THEN 2 ELSE 1
    END;

INSERT INTO mart.item_history (
    item_id, valid_from, valid_to, status, level, due_on, found_on, is_open, rectified_on,
    verified_on, done_on, closed_on, county_code, channel, supervised, industry, names_town,
    names_department, names_person, first_business_date, reopened_count, has_conflict
)
SELECT
    item_id, day, next_day, status, level, due_on, found_on, place < 3,
    CASE WHEN place > 1 THEN done_on END, CASE place WHEN 3 THEN closed_on END,
    CASE WHEN place > 1 THEN done_on END, CASE place WHEN 3 THEN closed_on END,
    county_code, channel, supervised, industry, TRUE, TRUE, TRUE, told_on, 0, FALSE
FROM aside.made_words;

INSERT INTO mart.item_state (
    item_id, status, level, due_on, found_on, is_open, rectified_on, verified_on, done_on,
    closed_on, county_code, channel, supervised, industry, names_town, names_department,
    names_person, first_business_date, town, site, description, category, department, source_count,
    reopened_count, last_business_date, has_conflict
)
SELECT
    item_id,
    CASE WHEN closed_on IS NOT NULL THEN 'verified' WHEN done_on IS NOT NULL THEN 'rectified' ELSE 'open' END,
    level, due_on, found_on, closed_on IS NULL, done_on, closed_on, done_on, closed_on, county_code,
    channel, supervised, industry, TRUE, TRUE, TRUE, told_on, '新站镇', '车间' || n % 9,
    '车间灭火器压力不足且未定期点检 ' || n, '消防安全', '应急管理局', 1, 0,
    COALESCE(closed_on, done_on, told_on), FALSE
FROM aside.made_items
ORDER BY n;

INSERT INTO mart.enterprise_history (
    enterprise_id, valid_from, enterprise_name, county_code, industry, alias_count
)
SELECT enterprise_id, DATE :night - 1130, enterprise_name, county_code, industry, 1
FROM aside.made_firms;

INSERT INTO kept.enterprise_industries (enterprise_id, delivery_id, record_id)
SELECT DISTINCT ON (said.enterprise_id)
    said.enterprise_id, said.source || '-' || said.day,
    '台账.xlsx|检查|' || said.n || '|' || said.place
FROM aside.made_words AS said
INNER JOIN (SELECT enterprise_id, MAX(day) AS day FROM aside.made_words GROUP BY 1) AS latest
    USING (enterprise_id, day)
ORDER BY said.enterprise_id, said.source, 3;

INSERT INTO mart.enterprise_items (
    enterprise_id, county_code, items_total, items_open, items_overdue, items_recurred
)
SELECT
    made.enterprise_id, COALESCE(made.county_code, ''), COUNT(*),
    COUNT(*) FILTER (WHERE made.closed_on IS NULL),
    COUNT(*) FILTER (WHERE made.done_on IS NULL AND made.closed_on IS NULL AND made.due_on < DATE :night - 1),
    COUNT(back.item_id)
FROM aside.made_items AS made
LEFT JOIN aside.made_returns AS back ON made.item_id = back.item_id
GROUP BY GROUPING SETS ((made.enterprise_id, made.county_code), (made.enterprise_id));

INSERT INTO mart.nights (night, published_at)
SELECT night, NOW() FROM GENERATE_SERIES(DATE :night - 1095, DATE :night - 1, '1 day') AS past (night);

INSERT INTO mart.item_daily_changes (
    county_code, level, channel, since, found_total, open_count, rectified_count, verified_count,
    overdue_count, recurred_count
)
SELECT
    county_code, level, channel, since, SUM(whole),
    COALESCE(SUM(whole) FILTER (WHERE is_open), 0),
    COALESCE(SUM(whole) FILTER (WHERE status = 'rectified'), 0),
    COALESCE(SUM(whole) FILTER (WHERE status = 'verified'), 0), SUM(late),
    SUM(CASE WHEN returns THEN whole ELSE 0 END)
FROM (
    SELECT
        told.*,
        step.*,
        item.recurrence_of IS NOT NULL AS returns
    FROM mart.item_history AS told
    INNER JOIN core.items AS item ON told.item_id = item.item_id
    CROSS JOIN
        LATERAL (
            SELECT
                CASE
                    WHEN told.status = 'open' AND told.due_on < COALESCE(told.valid_to - 1, 'infinity')
                        THEN GREATEST(told.valid_from, told.due_on + 1)
                END AS late_from
        ) AS passed
    CROSS JOIN
        LATERAL (
            VALUES
            (told.valid_from, 1, 0),
            (told.valid_to, -1, 0),
            (passed.late_from, 0, 1),
            (CASE WHEN passed.late_from IS NOT NULL THEN told.valid_to END, 0, -1)
        ) AS step (since, whole, late)
    WHERE step.since IS NOT NULL
) AS steps
GROUP BY county_code, level, channel, since;

SELECT mart.make_months(month::date)
FROM GENERATE_SERIES(DATE :night - 1130, DATE :night + 31, '1 month') AS past (month);

INSERT INTO mart.item_daily (
    business_date, county_code, level, channel, found_total, open_count, rectified_count,
    verified_count, overdue_count, recurred_count
)
SELECT *
FROM (
    SELECT
        since, county_code, level, channel,
        SUM(found_total) OVER so_far AS found_total, SUM(open_count) OVER so_far,
        SUM(rectified_count) OVER so_far, SUM(verified_count) OVER so_far,
        SUM(overdue_count) OVER so_far, SUM(recurred_count) OVER so_far
    FROM (
        SELECT
            day.night::date AS since, part.county_code, part.level, part.channel,
            COALESCE(SUM(change.found_total), 0) AS found_total,
            COALESCE(SUM(change.open_count), 0) AS open_count,
            COALESCE(SUM(change.rectified_count), 0) AS rectified_count,
            COALESCE(SUM(change.verified_count), 0) AS verified_count,
            COALESCE(SUM(change.overdue_count), 0) AS overdue_count,
            COALESCE(SUM(change.recurred_count), 0) AS recurred_count
        FROM GENERATE_SERIES(DATE :night - 1130, DATE :night - 1, '1 day') AS day (night)
        CROSS JOIN (SELECT DISTINCT county_code, level, channel FROM mart.item_daily_changes) AS part
        LEFT JOIN mart.item_daily_changes AS change
            ON day.night::date = change.since AND part.county_code = change.county_code
            AND part.level = change.level AND part.channel = change.channel
        GROUP BY 1, 2, 3, 4
    ) AS days
    WINDOW so_far AS (PARTITION BY county_code, level, channel ORDER BY since)
) AS running
WHERE found_total > 0;

INSERT INTO mart.item_daily_now SELECT * FROM mart.item_daily;

DROP TABLE aside.made_words, aside.made_returns, aside.made_items, aside.made_firms, aside.made_units;
