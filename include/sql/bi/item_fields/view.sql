-- The row that each surviving field of an item comes from. Of the rows that may give a field
-- (`is_given`) the first by `choice`, then by weight, is the one; a test holds the values to those
-- that `item_state` publishes.
CREATE VIEW bi.item_fields AS
WITH
said AS (
    SELECT
        *,
        MIN(status) FILTER (WHERE word_place = 1) OVER (PARTITION BY item_id) AS deciding_status
    FROM bi.item_statements
),

offered AS (
    SELECT
        said.*,
        given.field,
        given.value,
        given.choice
    FROM said
    CROSS JOIN
        LATERAL (
            VALUES
            ('status', said.status, said.word_place, TRUE),
            ('found_on', said.found_on::text, said.finding_place, TRUE),
            ('county_code', said.county_code, said.finding_place, TRUE),
            ('channel', said.channel, said.finding_place, TRUE),
            ('due_on', said.due_on::text, said.due_on - date '2000-01-01', TRUE),
            (
                'level',
                COALESCE(said.level, 'general'),
                (said.level IS DISTINCT FROM 'major')::integer,
                TRUE
            ),
            ('town', said.town, said.weight_place, TRUE),
            ('department', said.department, said.weight_place, TRUE),
            ('site', said.site, -LENGTH(said.site), TRUE),
            ('description', said.description, -LENGTH(said.description), TRUE),
            ('category', said.category, -LENGTH(said.category), TRUE),
            ('supervised', said.supervised::text, said.weight_place, said.supervised),
            (
                'rectified_on', said.rectified_on::text, said.word_place,
                said.status IN ('rectified', 'verified')
                AND said.deciding_status IN ('rectified', 'verified')
            ),
            (
                'verified_on', said.verified_on::text, said.word_place,
                said.status = 'verified' AND said.deciding_status = 'verified'
            )
        ) AS given (field, value, choice, is_given)
    WHERE given.is_given AND given.value IS NOT NULL
)

SELECT DISTINCT ON (item_id, field)
    item_id,
    field,
    value,
    source,
    delivery_id,
    business_date,
    file_name,
    sheet,
    row_number,
    part
FROM offered
ORDER BY item_id ASC, field ASC, choice ASC, weight_place ASC;
