-- 100 × (0.5 × rows accepted + 0.3 × cells filled in + 0.2 × files on time): see bi.metrics.
CREATE VIEW bi.quality_scores AS
WITH
sent AS (
    SELECT
        delivery.night,
        delivery.source,
        delivery.county_code,
        COUNT(*) AS files,
        COUNT(*) FILTER (
            WHERE delivery.status IN ('loaded', 'partial', 'unchanged')
        ) AS files_read,
        COUNT(*) FILTER (
            WHERE delivery.status <> 'missing' AND NOT delivery.is_late
        ) AS files_on_time,
        SUM(delivery.rows_loaded) AS rows_accepted,
        SUM(delivery.rows_loaded + delivery.rows_quarantined) AS rows_judged,
        COALESCE(SUM(portrait.cells_wanted), 0) AS cells_wanted,
        COALESCE(SUM(portrait.cells_filled), 0) AS cells_filled
    FROM ledger.deliveries AS delivery
    LEFT JOIN ledger.portraits AS portrait ON delivery.delivery_id = portrait.delivery_id
    GROUP BY delivery.night, delivery.source, delivery.county_code
),

shares AS (
    SELECT
        *,
        CAST(files_read AS NUMERIC) / files AS read_share,
        COALESCE(CAST(rows_accepted AS NUMERIC) / NULLIF(rows_judged, 0), 1) AS row_share,
        COALESCE(CAST(cells_filled AS NUMERIC) / NULLIF(cells_wanted, 0), 1) AS cell_share,
        CAST(files_on_time AS NUMERIC) / files AS on_time_share
    FROM sent
)

SELECT
    night,
    source,
    county_code,
    ROUND(read_share * row_share, 4) AS accepted_share,
    ROUND(read_share * cell_share, 4) AS filled_share,
    ROUND(on_time_share, 4) AS punctual_share,
    ROUND(
        100 * (0.5 * read_share * row_share + 0.3 * read_share * cell_share + 0.2 * on_time_share),
        1
    ) AS score
FROM shares;
