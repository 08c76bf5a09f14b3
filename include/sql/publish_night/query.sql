-- What was built aside becomes visible in one transaction. A night that stands published keeps
-- its numbers unless something new came for it; what then changes leaves a revision.
INSERT INTO mart.revisions (
    business_date, metric, county_code, revised_at, old_value, new_value, cause
)
SELECT
    new.business_date,
    new.metric,
    new.county_code,
    NOW() AS revised_at,
    old.value AS old_value,
    new.value AS new_value,
    'deliveries taken after the night was published' AS cause
FROM aside.campaign_progress AS new
INNER JOIN mart.campaign_progress AS old
    ON
        new.business_date = old.business_date
        AND new.programme = old.programme
        AND new.metric = old.metric
        AND new.county_code = old.county_code
WHERE
    new.value IS DISTINCT FROM old.value
    AND EXISTS (
        SELECT 1 FROM ledger.deliveries
        WHERE night = %(night)s AND NOT is_published AND status <> 'missing'
    );

DELETE FROM mart.item_daily
WHERE
    business_date = %(night)s
    AND EXISTS (SELECT 1 FROM ledger.deliveries WHERE night <= %(night)s AND NOT is_published);

INSERT INTO mart.item_daily
SELECT * FROM aside.item_daily
WHERE
    NOT EXISTS (SELECT 1 FROM mart.nights WHERE night = %(night)s)
    OR EXISTS (SELECT 1 FROM ledger.deliveries WHERE night <= %(night)s AND NOT is_published)
ON CONFLICT DO NOTHING;

DELETE FROM mart.campaign_progress
WHERE
    business_date = %(night)s
    AND EXISTS (SELECT 1 FROM ledger.deliveries WHERE night <= %(night)s AND NOT is_published);

INSERT INTO mart.campaign_progress
SELECT * FROM aside.campaign_progress
WHERE
    NOT EXISTS (SELECT 1 FROM mart.nights WHERE night = %(night)s)
    OR EXISTS (SELECT 1 FROM ledger.deliveries WHERE night <= %(night)s AND NOT is_published)
ON CONFLICT DO NOTHING;

DELETE FROM mart.item_history AS published
USING aside.touched_items AS touched
WHERE published.item_id = touched.item_id;

INSERT INTO mart.item_history SELECT * FROM aside.item_history;

DELETE FROM mart.item_state AS published
USING aside.touched_items AS touched
WHERE published.item_id = touched.item_id;

INSERT INTO mart.item_state SELECT * FROM aside.item_state;

INSERT INTO mart.nights (night, published_at)
VALUES (%(night)s, NOW())
ON CONFLICT (night) DO NOTHING;

UPDATE ledger.deliveries SET is_published = TRUE
WHERE night <= %(night)s AND NOT is_published;
