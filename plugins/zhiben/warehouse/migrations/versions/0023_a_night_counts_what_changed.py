"""A night counts what changed since the last one, of which all that it counted is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

AMOUNTS = postgresql.ARRAY(sa.BigInteger())
DAYS = (
    "due_on", "found_on", "rectified_on", "verified_on", "done_on", "closed_on",
    "first_business_date", "came_back_on",
)  # fmt: skip
COUNTS = (
    "found_total", "open_count", "rectified_count", "verified_count", "overdue_count",
    "recurred_count",
)  # fmt: skip
NUMBER = ("programme", "metric", "dimension", "member", "county_code")
HOLDER = ("enterprise_id", "county_code", "channel", "sector", "action", "topic")
# Of all that numbers are made from: the functions that count, what words mean, what units are.
DEFINITION = """
CREATE FUNCTION kept.definition(night date) RETURNS text LANGUAGE sql STABLE AS $$
SELECT MD5(CONCAT_WS(
    '|',
    (
        SELECT STRING_AGG(proname || prosrc, '|' ORDER BY proname)
        FROM pg_proc WHERE pronamespace = to_regnamespace('core')
    ),
    (
        SELECT STRING_AGG(dimension || member || words::text, '|' ORDER BY dimension, member)
        FROM core.members
    ),
    (SELECT STRING_AGG(programme || undertaking || words::text, '|' ORDER BY programme)
     FROM core.programmes),
    (
        SELECT STRING_AGG(unit_code || county_code, '|' ORDER BY unit_code)
        FROM core.unit_history
        WHERE valid_from <= night AND (valid_to IS NULL OR valid_to > night)
    )
))
$$
"""
# All is counted anew: what is kept goes at once, which a DELETE of every row would not.
EMPTY = """
CREATE FUNCTION kept.begin_anew() RETURNS void LANGUAGE sql AS $$
TRUNCATE kept.nights, kept.items, kept.item_daily, kept.items_found, kept.metric_counts,
    kept.enterprise_counts
$$
"""
NOTHING = (
    "DROP FUNCTION core.count_metrics(date)",
    """
    CREATE FUNCTION core.count_metrics(the_night date)
    RETURNS TABLE (
        programme text, metric text, dimension text, member text, county_code text, amount numeric,
        is_change boolean
    )
    LANGUAGE sql STABLE AS $$ SELECT '', '', '', '', '', 0, FALSE WHERE FALSE $$
    """,
    """
    CREATE FUNCTION core.count_enterprises(the_night date)
    RETURNS TABLE (
        enterprise_id text, county_code text, channel text, sector text, action text, topic text,
        amounts bigint[]
    )
    LANGUAGE sql STABLE AS $$ SELECT '', '', '', '', '', '', '{}'::bigint[] WHERE FALSE $$
    """,
    """
    CREATE FUNCTION core.items_flipping(night_before date, the_night date)
    RETURNS TABLE (item_id text) LANGUAGE sql STABLE AS $$
        SELECT item_id FROM kept.items
        WHERE
            due_on >= LEAST(night_before, the_night)
            AND due_on < GREATEST(night_before, the_night)
    $$
    """,
)


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.execute("CREATE SCHEMA IF NOT EXISTS kept")
    op.execute("TRUNCATE aside.item_as_of, aside.metric_counts")
    _make_kept()
    _make_aside()
    op.create_index(
        "ix_item_history_found_on",
        "item_history",
        ["found_on"],
        schema="mart",
        postgresql_where=sa.text("found_on > valid_from"),
    )
    for statement in (DEFINITION, EMPTY, *NOTHING):
        op.execute(statement)


def _word(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=False)


def _make_kept() -> None:
    op.create_table(
        "nights",
        sa.Column("night", sa.Date(), nullable=False),
        _word("definition"),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("night", name="pk_nights"),
        schema="kept",
    )
    op.execute(
        "CREATE TABLE kept.items (LIKE aside.item_as_of, CONSTRAINT pk_items PRIMARY KEY (item_id))"
    )
    op.add_column("items", sa.Column("recurrence_of", sa.Text()), schema="kept")
    for day in DAYS:
        op.create_index(f"ix_items_{day}", "items", [day], schema="kept")
    op.create_index(
        "ix_items_recurrence_of",
        "items",
        ["recurrence_of"],
        schema="kept",
        postgresql_where=sa.text("recurrence_of IS NOT NULL"),
    )
    zero = sa.text("0")
    group = ("county_code", "level", "channel")
    op.create_table(
        "item_daily",
        *map(_word, group),
        *(sa.Column(one, sa.Integer(), nullable=False, server_default=zero) for one in COUNTS),
        sa.PrimaryKeyConstraint(*group, name="pk_item_daily"),
        schema="kept",
    )
    _make_found("kept")
    _make_numbers("kept", "metric_counts")
    _make_holders("kept", sa.Column("amounts", AMOUNTS, nullable=False))


def _make_aside() -> None:
    op.add_column("item_as_of", sa.Column("recurrence_of", sa.Text()), schema="aside")
    sign = sa.Column("sign", sa.SmallInteger(), nullable=False, server_default=sa.text("1"))
    op.add_column("item_as_of", sign, schema="aside")
    op.add_column("item_as_of", sa.Column("as_of", sa.Date()), schema="aside")
    op.drop_constraint("pk_item_as_of", "item_as_of", schema="aside")
    op.create_primary_key("pk_item_as_of", "item_as_of", ["item_id", "sign"], schema="aside")
    op.create_table(
        "counting",
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("night_before", sa.Date()),
        sa.Column("items_before", sa.Integer()),
        _word("definition"),
        sa.Column("is_kept", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("night", name="pk_counting"),
        schema="aside",
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "changed_items",
        _word("item_id"),
        sa.PrimaryKeyConstraint("item_id", name="pk_changed_items"),
        schema="aside",
        prefixes=["UNLOGGED"],
    )
    _make_found("aside")
    _make_numbers("aside", "metric_totals", sa.Column("is_kept", sa.Boolean(), nullable=False))
    _make_holders(
        "aside",
        sa.Column("amounts_before", AMOUNTS),
        sa.Column("amounts", AMOUNTS, nullable=False),
    )


def _make_found(schema: str) -> None:
    op.create_table(
        "items_found",
        _word("county_code"),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("item_count", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.PrimaryKeyConstraint("county_code", "found_on", name="pk_items_found"),
        schema=schema,
        prefixes=["UNLOGGED"] if schema == "aside" else [],
    )


def _make_numbers(schema: str, table: str, *more: sa.Column[object]) -> None:
    op.create_table(
        table,
        *map(_word, NUMBER),
        sa.Column("amount", sa.Numeric(18, 4)),
        *more,
        sa.PrimaryKeyConstraint(*NUMBER, name=f"pk_{table}"),
        schema=schema,
        prefixes=["UNLOGGED"] if schema == "aside" else [],
    )


def _make_holders(schema: str, *amounts: sa.Column[object]) -> None:
    op.create_table(
        "enterprise_counts",
        *map(_word, HOLDER),
        *amounts,
        sa.PrimaryKeyConstraint(*HOLDER, name="pk_enterprise_counts"),
        schema=schema,
        prefixes=["UNLOGGED"] if schema == "aside" else [],
    )
