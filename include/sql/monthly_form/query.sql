-- On a month's last night the 12-column form: what was found since 1 January as it stood then, by
-- reporting unit (and the whole city) and row of the form. Enterprises are counted once in each
-- number, so they never add up over rows or units. An item bears the code that its unit had that
-- night, and counts for the unit. On other nights nothing is built, and the work is not done. What
-- no ledger carries is NULL.
TRUNCATE aside.monthly_form;

INSERT INTO aside.monthly_form (
    night, county_code, form_row, enterprises_count, general_found_count, general_rectified_count,
    major_found_count, major_closed_count, in_plan_count, five_in_place_count, supervised_count,
    province_supervised_count, funds_yuan
)
WITH
month_end AS (
    SELECT
        CAST(%(night)s AS date) AS night,
        CAST(DATE_TRUNC('year', CAST(%(night)s AS date)) AS date) AS since
    WHERE DATE_TRUNC('month', CAST(%(night)s AS date) + 1) = CAST(%(night)s AS date) + 1
),

standing AS (
    SELECT
        tonight.item_id,
        tonight.county_code,
        tonight.level,
        tonight.status,
        tonight.is_open
    FROM aside.item_as_of AS tonight
    WHERE
        tonight.sign = 1
        AND tonight.found_on >= (SELECT month_end.since FROM month_end)
    UNION ALL
    SELECT
        unchanged.item_id,
        unchanged.county_code,
        unchanged.level,
        unchanged.status,
        unchanged.is_open
    FROM kept.items AS unchanged
    LEFT JOIN aside.changed_items AS changed ON unchanged.item_id = changed.item_id
    WHERE
        changed.item_id IS NULL
        AND unchanged.found_on >= (SELECT month_end.since FROM month_end)
        AND (SELECT counting.night_before FROM aside.counting) IS NOT NULL
),

found AS (
    SELECT
        known.item_id,
        item.enterprise_id,
        known.county_code,
        known.level,
        known.status,
        known.is_open
    FROM standing AS known
    INNER JOIN core.items AS item ON known.item_id = item.item_id
    WHERE known.status <> 'withdrawn'
),

current_versions AS (
    SELECT DISTINCT ON (statement.item_id, statement.source, statement.row_key)
        statement.item_id,
        statement.authority,
        statement.business_date,
        statement.source,
        statement.row_key,
        statement.industry,
        statement.supervised,
        statement.funds_yuan,
        statement.raw
    FROM found
    INNER JOIN core.statements AS statement ON found.item_id = statement.item_id
    INNER JOIN ledger.deliveries AS delivery ON statement.delivery_id = delivery.delivery_id
    LEFT JOIN aside.fresh_deliveries AS fresh ON statement.delivery_id = fresh.delivery_id
    WHERE
        statement.business_date <= %(night)s
        AND delivery.night <= %(night)s
        AND (statement.holds_until IS NULL OR statement.holds_until > %(night)s)
        AND (delivery.is_published OR fresh.delivery_id IS NOT NULL)
    ORDER BY
        statement.item_id ASC, statement.source ASC, statement.row_key ASC,
        statement.business_date DESC, delivery.night DESC, delivery.load_number DESC
),

details AS (
    SELECT
        item_id,
        (
            ARRAY_AGG(
                industry ORDER BY
                    industry IS NULL ASC, authority DESC, business_date DESC, source ASC,
                    row_key ASC
            )
        )[1] AS industry,
        BOOL_OR(supervised) AS is_supervised,
        MAX(funds_yuan) AS funds_yuan
    FROM current_versions
    GROUP BY item_id
),

sectors AS (
    SELECT DISTINCT ON (named.industry)
        named.industry,
        words.sector
    FROM (SELECT DISTINCT industry FROM details) AS named
    INNER JOIN core.sector_words AS words ON POSITION(words.word IN named.industry) > 0
    ORDER BY named.industry ASC, LENGTH(words.word) DESC, words.sector DESC
),

marked AS (
    SELECT
        told.item_id,
        marks.mark,
        BOOL_OR(
            EXISTS (
                SELECT 1
                FROM UNNEST(marks.says) AS said (word)
                WHERE POSITION(said.word IN cell.content) > 0
            )
            AND NOT EXISTS (
                SELECT 1
                FROM UNNEST(marks.but) AS denied (word)
                WHERE POSITION(denied.word IN cell.content) > 0
            )
        ) AS is_so
    FROM current_versions AS told
    INNER JOIN found ON told.item_id = found.item_id AND found.level = 'major'
    CROSS JOIN LATERAL JSONB_EACH_TEXT(told.raw) AS cell (heading, content)
    INNER JOIN core.form_marks AS marks
        ON marks.heading = REGEXP_REPLACE(cell.heading, '^.*/', '')
    GROUP BY told.item_id, marks.mark
),

marks_of_items AS (
    SELECT
        item_id,
        BOOL_OR(is_so) FILTER (WHERE mark = 'in_plan') AS is_in_plan,
        BOOL_OR(is_so) FILTER (WHERE mark = 'five_in_place') AS is_five_in_place,
        BOOL_OR(is_so) FILTER (WHERE mark = 'province_supervised') AS is_province_supervised
    FROM marked
    GROUP BY item_id
),

facts AS (
    SELECT
        found.item_id,
        found.enterprise_id,
        found.county_code,
        found.level,
        found.is_open,
        found.status IN ('rectified', 'verified') AS is_rectified,
        found.level = 'major' AS is_major,
        details.is_supervised,
        details.funds_yuan,
        marks_of_items.is_in_plan,
        marks_of_items.is_five_in_place,
        marks_of_items.is_province_supervised,
        COALESCE(sectors.sector, '') AS sector
    FROM found
    INNER JOIN details ON found.item_id = details.item_id
    LEFT JOIN sectors ON details.industry = sectors.industry
    LEFT JOIN marks_of_items ON found.item_id = marks_of_items.item_id
),

places AS (
    SELECT
        unit.county_code AS reports_as,
        unit.kind = 'city' AS is_city,
        COALESCE(term.county_code, unit.county_code) AS county_code
    FROM core.units AS unit
    LEFT JOIN core.unit_history AS term
        ON
            unit.county_code = term.unit_code
            AND term.valid_from <= %(night)s
            AND (term.valid_to IS NULL OR term.valid_to > %(night)s)
),

units AS (
    SELECT
        place.reports_as,
        code.county_code
    FROM (SELECT DISTINCT county_code FROM facts) AS code
    INNER JOIN places AS place ON place.is_city OR code.county_code = place.county_code
),

grid AS (
    SELECT
        month_end.night,
        unit.county_code,
        form_rows.form_row
    FROM month_end
    CROSS JOIN core.units AS unit
    CROSS JOIN core.form_rows AS form_rows
),

counted AS (
    SELECT
        units.reports_as AS county_code,
        held.form_row,
        COUNT(DISTINCT facts.enterprise_id) AS enterprises_count,
        COUNT(*) FILTER (WHERE NOT facts.is_major) AS general_found_count,
        COUNT(*) FILTER (WHERE NOT facts.is_major AND facts.is_rectified)
            AS general_rectified_count,
        COUNT(*) FILTER (WHERE facts.is_major) AS major_found_count,
        COUNT(*) FILTER (WHERE facts.is_major AND NOT facts.is_open) AS major_closed_count,
        SUM(CAST(facts.is_in_plan AS integer)) FILTER (WHERE facts.is_major) AS in_plan_count,
        SUM(CAST(facts.is_five_in_place AS integer)) FILTER (WHERE facts.is_major)
            AS five_in_place_count,
        SUM(CAST(facts.is_supervised AS integer)) FILTER (WHERE facts.is_major)
            AS supervised_count,
        SUM(CAST(facts.is_province_supervised AS integer)) FILTER (WHERE facts.is_major)
            AS province_supervised_count,
        SUM(facts.funds_yuan) AS funds_yuan
    FROM facts
    INNER JOIN core.form_row_sectors AS held ON facts.sector = held.sector
    INNER JOIN units ON facts.county_code = units.county_code
    GROUP BY units.reports_as, held.form_row
)

SELECT
    grid.night,
    grid.county_code,
    grid.form_row,
    COALESCE(counted.enterprises_count, 0) AS enterprises_count,
    COALESCE(counted.general_found_count, 0) AS general_found_count,
    COALESCE(counted.general_rectified_count, 0) AS general_rectified_count,
    COALESCE(counted.major_found_count, 0) AS major_found_count,
    COALESCE(counted.major_closed_count, 0) AS major_closed_count,
    counted.in_plan_count,
    counted.five_in_place_count,
    counted.supervised_count,
    counted.province_supervised_count,
    counted.funds_yuan
FROM grid
LEFT JOIN counted
    ON grid.county_code = counted.county_code AND grid.form_row = counted.form_row;
