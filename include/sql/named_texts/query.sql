-- What the words mean in which ledgers name a programme, an industry, a topic or a task: a member
-- is meant where one of its words occurs, the longest where several do. Every text ever met is told
-- anew, so that a change of the words counts from the next night on. A text counts by its first 200
-- characters.
INSERT INTO mart.named_texts (named, undertaking, sector, action, topic, pillar)
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
    SELECT LEFT(words.word, 200) AS named
    FROM core.inspections AS visit
    INNER JOIN aside.fresh_deliveries AS fresh ON visit.delivery_id = fresh.delivery_id
    CROSS JOIN LATERAL (VALUES (visit.check_topic), (visit.programme)) AS words (word)
    WHERE words.word IS NOT NULL
    UNION
    SELECT LEFT(accident.sector, 200) AS named
    FROM core.accidents AS accident
    INNER JOIN aside.fresh_deliveries AS fresh ON accident.delivery_id = fresh.delivery_id
    WHERE accident.sector IS NOT NULL
    UNION
    SELECT LEFT(words.word, 200) AS named
    FROM core.tasks AS duty
    INNER JOIN aside.fresh_deliveries AS fresh ON duty.delivery_id = fresh.delivery_id
    CROSS JOIN LATERAL (VALUES (duty.title), (duty.programme)) AS words (word)
    WHERE words.word IS NOT NULL
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
    MAX(meant.member) FILTER (WHERE meant.dimension = 'topic') AS topic,
    MAX(meant.member) FILTER (WHERE meant.dimension = 'pillar') AS pillar
FROM texts
LEFT JOIN meant ON texts.named = meant.named
GROUP BY texts.named
ON CONFLICT (named) DO UPDATE
    SET
        undertaking = excluded.undertaking,
        sector = excluded.sector,
        action = excluded.action,
        topic = excluded.topic,
        pillar = excluded.pillar;
