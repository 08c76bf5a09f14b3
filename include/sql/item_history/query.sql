-- State of each touched item over time, by the business dates of what was said of it. Status: the
-- latest word of the most authoritative source (then the later date, then the source's id; of
-- several rows of one source that which was found last, then one that holds the item open; a row
-- that its full ledger lists no more has no say beside one that it lists); but
-- while that word is an unverified `rectified`, a row that found the hazard after it opens the item
-- again. Found and due date earliest, level highest, channel and county of the row that found it
-- first. Sector and programme as the weightiest row that names them has them; a duty is named when
-- any row names who bears it. Dates of rectification and verification: of the row whose word
-- decides, else of the weightiest one that agrees. `done_on` and `closed_on` fall back on the
-- business date that first said so. Opened again (`reopened_count`) is what the deciding source
-- takes back or finds anew, not what another source reports late; a conflict is a source that holds
-- closed what a weightier one holds open. What a full ledger said that came after a newer one holds
-- until that newer one (`holds_until`), which said again what stood before.
TRUNCATE aside.item_history;

INSERT INTO aside.item_history (
    item_id, is_as_known_then, valid_from, valid_to, status, level, due_on, found_on, is_open,
    rectified_on, verified_on, done_on, closed_on, county_code, channel, supervised,
    industry, programme_named, names_town, names_department, names_person, first_business_date,
    reopened_count, has_conflict
)
WITH
wanted AS (
    SELECT
        item_id,
        FALSE AS is_as_known_then
    FROM aside.touched_items
    WHERE is_rebuilt
    UNION ALL
    SELECT
        item_id,
        TRUE AS is_as_known_then
    FROM aside.touched_items
    WHERE was_told_later
),

heard AS (
    SELECT
        wanted.is_as_known_then,
        statement.item_id,
        statement.source,
        statement.row_key,
        statement.business_date,
        delivery.night,
        delivery.load_number,
        statement.authority,
        statement.status,
        statement.level,
        statement.found_on,
        statement.due_on,
        statement.rectified_on,
        statement.verified_on,
        statement.county,
        statement.channel,
        statement.supervised,
        statement.industry,
        statement.programme,
        statement.town,
        statement.department,
        statement.responsible_person,
        statement.status IN ('verified', 'withdrawn')
        OR (statement.status = 'rectified' AND NOT statement.verifies) AS is_closing,
        statement.holds_until,
        CASE
            WHEN
                (ending.is_published OR fresh_ending.delivery_id IS NOT NULL)
                AND (NOT wanted.is_as_known_then OR ending.night <= %(night)s)
                THEN statement.gone_on
        END AS gone_on
    FROM wanted
    INNER JOIN core.statements AS statement ON wanted.item_id = statement.item_id
    INNER JOIN ledger.deliveries AS delivery ON statement.delivery_id = delivery.delivery_id
    LEFT JOIN aside.fresh_deliveries AS fresh ON statement.delivery_id = fresh.delivery_id
    LEFT JOIN ledger.deliveries AS ending ON statement.gone_by = ending.delivery_id
    LEFT JOIN aside.fresh_deliveries AS fresh_ending
        ON statement.gone_by = fresh_ending.delivery_id
    WHERE
        (delivery.is_published OR fresh.delivery_id IS NOT NULL)
        AND (NOT wanted.is_as_known_then OR delivery.night <= %(night)s)
),

repeated AS (
    SELECT DISTINCT ON (
        late.item_id, late.is_as_known_then, late.source, late.row_key, late.holds_until
    )
        standing.is_as_known_then,
        standing.item_id,
        standing.source,
        standing.row_key,
        late.holds_until AS business_date,
        standing.night,
        standing.load_number,
        standing.authority,
        standing.status,
        standing.level,
        standing.found_on,
        standing.due_on,
        standing.rectified_on,
        standing.verified_on,
        standing.county,
        standing.channel,
        standing.supervised,
        standing.industry,
        standing.programme,
        standing.town,
        standing.department,
        standing.responsible_person,
        standing.is_closing,
        standing.gone_on,
        standing.business_date AS told_on
    FROM heard AS late
    INNER JOIN heard AS standing
        ON
            late.item_id = standing.item_id
            AND late.is_as_known_then = standing.is_as_known_then
            AND late.source = standing.source
            AND late.row_key = standing.row_key
            AND late.holds_until >= standing.business_date
            AND late.holds_until < COALESCE(standing.holds_until, 'infinity')
    WHERE late.holds_until IS NOT NULL
    ORDER BY
        late.item_id ASC, late.is_as_known_then ASC, late.source ASC, late.row_key ASC,
        late.holds_until ASC, standing.business_date DESC, standing.night DESC,
        standing.load_number DESC
),

said AS (
    SELECT
        is_as_known_then,
        item_id,
        source,
        row_key,
        business_date,
        night,
        load_number,
        authority,
        status,
        level,
        found_on,
        due_on,
        rectified_on,
        verified_on,
        county,
        channel,
        supervised,
        industry,
        programme,
        town,
        department,
        responsible_person,
        is_closing,
        gone_on
    FROM heard
    UNION ALL
    SELECT
        is_as_known_then,
        item_id,
        source,
        row_key,
        business_date,
        night,
        load_number,
        authority,
        status,
        level,
        found_on,
        due_on,
        rectified_on,
        verified_on,
        county,
        channel,
        supervised,
        industry,
        programme,
        town,
        department,
        responsible_person,
        is_closing,
        gone_on
    FROM repeated
    WHERE told_on < business_date
),

moments AS (
    SELECT DISTINCT
        item_id,
        is_as_known_then,
        business_date AS moment
    FROM said
    UNION
    SELECT
        item_id,
        is_as_known_then,
        gone_on AS moment
    FROM said
    WHERE gone_on IS NOT NULL
),

current_versions AS (
    SELECT DISTINCT ON (
        said.item_id, said.is_as_known_then, moments.moment, said.source, said.row_key
    )
        moments.moment,
        said.*
    FROM moments
    INNER JOIN said
        ON
            moments.item_id = said.item_id
            AND moments.is_as_known_then = said.is_as_known_then
            AND moments.moment >= said.business_date
    ORDER BY
        said.item_id ASC, said.is_as_known_then ASC, moments.moment ASC, said.source ASC,
        said.row_key ASC, said.business_date DESC, said.night DESC, said.load_number DESC
),

listed AS (
    SELECT
        *,
        COALESCE(gone_on <= moment, FALSE) AS is_gone,
        BOOL_OR(COALESCE(gone_on > moment, TRUE)) OVER (
            PARTITION BY item_id, is_as_known_then, moment, source
        ) AS is_source_listing
    FROM current_versions
),

weighed AS (
    SELECT
        *,
        ROW_NUMBER() OVER by_weight AS weight_place,
        FIRST_VALUE(
            CASE
                WHEN status = 'rectified' AND NOT is_closing
                    THEN COALESCE(rectified_on, business_date)
            END
        ) OVER by_weight AS claimed_on
    FROM listed
    WHERE NOT (is_gone AND is_source_listing)
    WINDOW
        by_weight AS (
            PARTITION BY item_id, is_as_known_then, moment
            ORDER BY
                authority DESC, business_date DESC, source ASC, found_on DESC,
                is_closing ASC, row_key ASC
        )
),

judged AS (
    SELECT
        *,
        ROW_NUMBER() OVER by_word AS word_place,
        FIRST_VALUE(source) OVER by_word AS deciding_source,
        FIRST_VALUE(status) OVER by_word AS deciding_status,
        ROW_NUMBER() OVER (
            PARTITION BY item_id, is_as_known_then, moment
            ORDER BY found_on ASC, weight_place ASC
        ) AS finding_place
    FROM weighed
    WINDOW
        by_word AS (
            PARTITION BY item_id, is_as_known_then, moment
            ORDER BY
                COALESCE(found_on > claimed_on AND status IN ('open', 'in_progress'), FALSE) DESC,
                weight_place ASC
        )
),

states AS (
    SELECT
        item_id,
        is_as_known_then,
        moment,
        MIN(deciding_source) AS deciding_source,
        MIN(deciding_status) AS status,
        MIN(found_on) FILTER (WHERE word_place = 1) AS deciding_found_on,
        MIN(COALESCE(verified_on, rectified_on)) FILTER (WHERE word_place = 1) AS deciding_done_on,
        CASE WHEN BOOL_OR(level = 'major') THEN 'major' ELSE 'general' END AS level,
        MIN(due_on) AS due_on,
        MIN(found_on) AS found_on,
        BOOL_OR(NOT is_closing) FILTER (WHERE word_place = 1) AS is_open,
        (
            ARRAY_AGG(rectified_on ORDER BY word_place ASC)
            FILTER (WHERE rectified_on IS NOT NULL AND status IN ('rectified', 'verified'))
        )[1] AS rectified_on,
        (
            ARRAY_AGG(verified_on ORDER BY word_place ASC)
            FILTER (WHERE verified_on IS NOT NULL AND status = 'verified')
        )[1] AS verified_on,
        MIN(county) FILTER (WHERE finding_place = 1) AS county_code,
        MIN(channel) FILTER (WHERE finding_place = 1) AS channel,
        COALESCE(BOOL_OR(supervised), FALSE) AS supervised,
        (ARRAY_AGG(industry ORDER BY industry IS NULL ASC, weight_place ASC))[1] AS industry,
        (ARRAY_AGG(programme ORDER BY programme IS NULL ASC, weight_place ASC))[1]
            AS programme_named,
        BOOL_OR(town IS NOT NULL) AS names_town,
        BOOL_OR(department IS NOT NULL) AS names_department,
        BOOL_OR(responsible_person IS NOT NULL) AS names_person,
        COALESCE(
            BOOL_OR(is_closing AND source <> deciding_source AND status <> deciding_status)
            AND BOOL_OR(NOT is_closing) FILTER (WHERE word_place = 1),
            FALSE
        ) AS has_conflict
    FROM judged
    GROUP BY item_id, is_as_known_then, moment
),

spells AS (
    SELECT
        *,
        status IN ('rectified', 'verified') AS is_done,
        COUNT(*) FILTER (WHERE is_open) OVER in_order AS open_spell,
        COUNT(*) FILTER (WHERE status NOT IN ('rectified', 'verified')) OVER in_order
            AS undone_spell
    FROM states
    WINDOW in_order AS (PARTITION BY item_id, is_as_known_then ORDER BY moment ASC)
),

since AS (
    SELECT
        *,
        MIN(moment) FILTER (WHERE is_done) OVER (
            PARTITION BY item_id, is_as_known_then, undone_spell
        ) AS done_since,
        MIN(moment) FILTER (WHERE NOT is_open) OVER (
            PARTITION BY item_id, is_as_known_then, open_spell
        ) AS closed_since
    FROM spells
),

dated AS (
    SELECT
        *,
        CASE
            WHEN is_done THEN COALESCE(rectified_on, LEAST(verified_on, done_since))
        END AS done_on,
        CASE
            WHEN is_open THEN NULL
            WHEN status = 'verified' THEN COALESCE(verified_on, rectified_on, closed_since)
            WHEN status = 'rectified' THEN COALESCE(rectified_on, closed_since)
            ELSE COALESCE(deciding_done_on, closed_since)
        END AS closed_on
    FROM since
),

followed AS (
    SELECT
        *,
        (
            (
                status IN ('open', 'in_progress')
                AND LAG(status) OVER in_order IN ('rectified', 'verified', 'withdrawn')
            )
            OR (is_open AND NOT LAG(is_open) OVER in_order)
        )
        AND (
            deciding_source = LAG(deciding_source) OVER in_order
            OR deciding_found_on
            > COALESCE(LAG(closed_on) OVER in_order, LAG(done_on) OVER in_order)
        ) AS is_reopened
    FROM dated
    WINDOW in_order AS (PARTITION BY item_id, is_as_known_then ORDER BY moment ASC)
),

told AS (
    SELECT
        item_id,
        is_as_known_then,
        moment,
        status,
        level,
        due_on,
        found_on,
        is_open,
        CASE WHEN is_done THEN rectified_on END AS rectified_on,
        CASE WHEN status = 'verified' THEN verified_on END AS verified_on,
        done_on,
        closed_on,
        county_code,
        channel,
        supervised,
        industry,
        programme_named,
        names_town,
        names_department,
        names_person,
        MIN(moment) OVER (PARTITION BY item_id, is_as_known_then) AS first_business_date,
        COUNT(*) FILTER (WHERE is_reopened) OVER (
            PARTITION BY item_id, is_as_known_then ORDER BY moment ASC
        ) AS reopened_count,
        has_conflict
    FROM followed
),

summed AS (
    SELECT
        *,
        ROW(
            status, level, due_on, found_on, is_open, rectified_on, verified_on, done_on,
            closed_on, county_code, channel, supervised, industry, programme_named, names_town,
            names_department, names_person, reopened_count, has_conflict
        ) AS state
    FROM told
),

compared AS (
    SELECT
        *,
        LAG(state) OVER (PARTITION BY item_id, is_as_known_then ORDER BY moment ASC) AS state_before
    FROM summed
)

SELECT
    item_id,
    is_as_known_then,
    moment AS valid_from,
    LEAD(moment) OVER (PARTITION BY item_id, is_as_known_then ORDER BY moment ASC) AS valid_to,
    status,
    level,
    due_on,
    found_on,
    is_open,
    rectified_on,
    verified_on,
    done_on,
    closed_on,
    county_code,
    channel,
    supervised,
    industry,
    programme_named,
    names_town,
    names_department,
    names_person,
    first_business_date,
    reopened_count,
    has_conflict
FROM compared
WHERE state IS DISTINCT FROM state_before;

ANALYZE aside.item_history;
