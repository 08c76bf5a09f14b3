"""Every night as it is known now beside what was published, by month; no gap in a history."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

GROUP = ("county_code", "level", "channel")
COUNTS = (
    "found_total",
    "open_count",
    "rectified_count",
    "verified_count",
    "overdue_count",
    "recurred_count",
)
PROGRESS = ("business_date", "programme", "metric", "county_code")
NUMBERS = ("numerator", "denominator", "value", "target", "previous_year_value")
MOVED = {
    "item_daily": ("business_date", *GROUP, *COUNTS),
    "campaign_progress": (*PROGRESS, *NUMBERS, "status"),
}
# The months lie apart, so that `mart` lists whole tables. One is attached, not made in place: that
# waits for no reader.
MAKE_MONTHS = """
CREATE FUNCTION mart.make_months(day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    parent record;
    first date;
    month text;
BEGIN
    FOR parent IN
        SELECT c.relname AS name
        FROM pg_partitioned_table AS p INNER JOIN pg_class AS c ON p.partrelid = c.oid
        WHERE c.relnamespace = to_regnamespace('mart')
        ORDER BY c.relname
    LOOP
        FOR first IN
            SELECT generate_series(
                date_trunc('month', day), date_trunc('month', day) + interval '1 month', '1 month'
            )
        LOOP
            month := parent.name || to_char(first, '_YYYY_MM');
            IF to_regclass(format('months.%I', month)) IS NULL THEN
                EXECUTE format(
                    'CREATE TABLE months.%I (LIKE mart.%I INCLUDING ALL)', month, parent.name
                );
                EXECUTE format(
                    'ALTER TABLE mart.%I ATTACH PARTITION months.%I FOR VALUES FROM (%L) TO (%L)',
                    parent.name, month, first, (first + interval '1 month')::date
                );
            END IF;
        END LOOP;
    END LOOP;
END
$$
"""
CHANGES = """
INSERT INTO mart.item_daily_changes
SELECT
    edge.county_code, edge.level, edge.channel, edge.since, SUM(edge.found), SUM(edge.open),
    SUM(edge.rectified), SUM(edge.verified), SUM(edge.overdue), SUM(edge.recurred)
FROM (
    SELECT
        h.*,
        GREATEST(h.valid_from, h.found_on) AS begins_on,
        CASE
            WHEN h.status IN ('open', 'in_progress') AND h.due_on IS NOT NULL
                AND (h.valid_to IS NULL OR h.due_on + 1 < h.valid_to)
                THEN GREATEST(h.valid_from, h.found_on, h.due_on + 1)
        END AS overdue_from,
        (i.recurrence_of IS NOT NULL)::integer AS recurred
    FROM mart.item_history AS h INNER JOIN core.items AS i ON h.item_id = i.item_id
    WHERE h.valid_to IS NULL OR h.found_on < h.valid_to
) AS s
CROSS JOIN LATERAL (
    VALUES
    (s.begins_on, 1, 1, 0), (s.valid_to, -1, -1, 0),
    (s.overdue_from, 0, 0, 1), (CASE WHEN s.overdue_from IS NOT NULL THEN s.valid_to END, 0, 0, -1)
) AS step (since, whole, states, late)
CROSS JOIN LATERAL (
    SELECT
        s.county_code, s.level, s.channel, step.since, step.whole AS found,
        step.states * s.is_open::integer AS open,
        step.states * (s.status = 'rectified')::integer AS rectified,
        step.states * (s.status = 'verified')::integer AS verified,
        step.late AS overdue, step.whole * s.recurred AS recurred
) AS edge
WHERE edge.since IS NOT NULL
GROUP BY edge.county_code, edge.level, edge.channel, edge.since
"""
NOW = """
INSERT INTO mart.item_daily_now
SELECT
    n.night, c.county_code, c.level, c.channel, SUM(c.found_total), SUM(c.open_count),
    SUM(c.rectified_count), SUM(c.verified_count), SUM(c.overdue_count), SUM(c.recurred_count)
FROM mart.nights AS n INNER JOIN mart.item_daily_changes AS c ON c.since <= n.night
GROUP BY n.night, c.county_code, c.level, c.channel
HAVING SUM(c.found_total) > 0
"""
OPEN = """
INSERT INTO mart.revisions (
    business_date, programme, metric, county_code, level, channel, revised_at, old_value,
    new_value, cause, is_published
)
SELECT
    business_date, '', metric, county_code, level, channel, NOW(),
    COALESCE(SUM(amount) FILTER (WHERE NOT is_now), 0),
    COALESCE(SUM(amount) FILTER (WHERE is_now), 0), 'known later', FALSE
FROM (
    SELECT FALSE AS is_now, * FROM mart.item_daily
    UNION ALL
    SELECT TRUE AS is_now, * FROM mart.item_daily_now
) AS daily
CROSS JOIN LATERAL (
    VALUES
    ('found_total', found_total), ('open_count', open_count),
    ('rectified_count', rectified_count), ('verified_count', verified_count),
    ('overdue_count', overdue_count), ('recurred_count', recurred_count)
) AS counted (metric, amount)
GROUP BY business_date, metric, county_code, level, channel
HAVING COALESCE(SUM(amount) FILTER (WHERE NOT is_now), 0)
    <> COALESCE(SUM(amount) FILTER (WHERE is_now), 0)
"""


def upgrade() -> None:
    """Bring the tables to this revision."""
    _chain_history()
    op.execute("CREATE SCHEMA IF NOT EXISTS months")
    _make_tables()
    op.execute(MAKE_MONTHS)
    op.execute("SELECT mart.make_months(night) FROM mart.nights ORDER BY night")
    for name, columns in MOVED.items():
        named = ", ".join(columns)
        from_before = f"SELECT {named} FROM mart.{name}_before"  # noqa: S608 - names above
        op.execute(f"INSERT INTO mart.{name} ({named}) {from_before}")
        op.execute(f"DROP TABLE mart.{name}_before CASCADE")  # with its views, which are made anew
    _open_revisions()
    for statement in (CHANGES, NOW, OPEN):
        op.execute(statement)


def _chain_history() -> None:
    """Each state of an item ends where its next one begins."""
    op.create_unique_constraint(
        "uq_item_history_valid_to",
        "item_history",
        ["item_id", "valid_to"],
        schema="mart",
        postgresql_nulls_not_distinct=True,
        deferrable=True,
        initially="DEFERRED",
    )
    op.create_foreign_key(
        "fk_item_history_next",
        "item_history",
        "item_history",
        ["item_id", "valid_to"],
        ["item_id", "valid_from"],
        source_schema="mart",
        referent_schema="mart",
        deferrable=True,
        initially="DEFERRED",
    )


def _words(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _day(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=False)


def _counts() -> list[sa.Column[object]]:
    zero = sa.text("0")
    return [sa.Column(one, sa.Integer(), nullable=False, server_default=zero) for one in COUNTS]


def _make_tables() -> None:
    for name in MOVED:
        op.rename_table(name, f"{name}_before", schema="mart")
        op.execute(f"ALTER INDEX mart.pk_{name} RENAME TO pk_{name}_before")
    daily = ("business_date", *GROUP)
    for name in ("item_daily", "item_daily_now"):
        _make_monthly(name, daily, _day("business_date"), *_words(*GROUP), *_counts())
    _make_monthly(
        "campaign_progress",
        PROGRESS,
        _day("business_date"),
        *_words(*PROGRESS[1:]),
        *(sa.Column(name, sa.Numeric(18, 4)) for name in NUMBERS),
        *_words("status"),
    )
    for schema in ("mart", "aside"):
        op.create_table(
            "item_daily_changes",
            *_words(*GROUP),
            _day("since"),
            *_counts() if schema == "mart" else _bare_counts(),
            sa.PrimaryKeyConstraint(*GROUP, "since", name="pk_item_daily_changes"),
            schema=schema,
            prefixes=["UNLOGGED"] if schema == "aside" else [],
        )
    op.create_table(
        "changed_nights",
        _day("night"),
        sa.PrimaryKeyConstraint("night", name="pk_changed_nights"),
        schema="aside",
        prefixes=["UNLOGGED"],
    )


def _bare_counts() -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS]


def _make_monthly(name: str, key: tuple[str, ...], *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        *columns,
        sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"),
        schema="mart",
        postgresql_partition_by="RANGE (business_date)",
    )


def _open_revisions() -> None:
    """A revision is of what was published, or of what is only known."""
    key = ["business_date", "programme", "metric", *GROUP]
    column: sa.Column[bool] = sa.Column(
        "is_published", sa.Boolean(), nullable=False, server_default="true"
    )
    op.add_column("revisions", column, schema="mart")
    op.alter_column("revisions", "is_published", server_default=None, schema="mart")
    op.drop_constraint("pk_revisions", "revisions", schema="mart")
    op.create_primary_key(
        "pk_revisions", "revisions", [*key, "revised_at", "is_published"], schema="mart"
    )
    op.create_index(
        "uq_revisions_open",
        "revisions",
        key,
        unique=True,
        schema="mart",
        postgresql_where=sa.text("NOT is_published"),
    )
