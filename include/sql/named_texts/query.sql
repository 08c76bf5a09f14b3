-- What the words mean in which ledgers name a programme or an industry: a member is meant where one
-- of its words occurs, the longest where several do. Every text ever met is told anew, so that a
-- change of the words counts from the next night on. A text counts by its first 200 characters.
INSERT INTO mart.named_texts (named, undertaking, sector, action, topic)
WITH
texts AS (
    SELECT LEFT(industry, 200) AS named
    FROM aside.item_history
    WHERE industry IS NOT NULL
    UNION
    SELECT LEFT(programme_named, 200) AS named
    FROM aside.item_history
    WHERE programme_named IS NOT NULL
    UNION
    SELECT named
    FROM mart.named_texts
),

meanings AS (
    SELECT
        member.dimension,
        member.member,
        word.word
    FROM core.members AS member
    CROSS JOIN UNNEST(member.words) AS word (word)
    UNION ALL
    SELECT
        'undertaking' AS dimension,
        programme.undertaking AS member,
        word.word
    FROM core.programmes AS programme
    CROSS JOIN UNNEST(programme.words) AS word (word)
),

meant AS (
    SELECT DISTINCT ON (texts.named, meanings.dimension)
        texts.named,
        meanings.dimension,
        meanings.member
    FROM texts
    INNER JOIN meanings ON STRPOS(texts.named, meanings.word) > 0
    ORDER BY
        texts.named ASC,
        meanings.dimension ASC,
        LENGTH(meanings.word) DESC,
        meanings.member ASC
)

SELECT
    texts.named,
    MAX(meant.member) FILTER (WHERE meant.dimension = 'undertaking') AS undertaking,
    MAX(meant.member) FILTER (WHERE meant.dimension = 'sector') AS sector,
    MAX(meant.member) FILTER (WHERE meant.dimension = 'action') AS action,  -- noqa: RF04
    MAX(meant.member) FILTER (WHERE meant.dimension = 'topic') AS topic
FROM texts
LEFT JOIN meant ON texts.named = meant.named
GROUP BY texts.named
ON CONFLICT (named) DO UPDATE
    SET
        undertaking = excluded.undertaking,
        sector = excluded.sector,
        action = excluded.action,
        topic = excluded.topic;
