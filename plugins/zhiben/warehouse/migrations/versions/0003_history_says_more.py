"""History says when work was done, what came back and what is disputed; a night can be outdated.

What stands aside is made anew by every build, so those tables are dropped and not migrated.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.add_column("nights", sa.Column("outdated_by", sa.Text()), schema="mart")
    for table in ("item_history", "item_state"):
        op.add_column(table, sa.Column("done_on", sa.Date()), schema="mart")
    _add_filled("item_history", sa.Column("reopened_count", sa.Integer(), nullable=False), "0")
    _add_filled("item_history", sa.Column("has_conflict", sa.Boolean(), nullable=False), "false")
    _widen_revisions()
    for table in ("touched_items", "item_history", "item_state", "item_as_of"):
        op.drop_table(table, schema="aside")
    _make_scope()
    _make_states()


def _add_filled(table: str, column: sa.Column[object], value: str, schema: str = "mart") -> None:
    """Add a column that may not be empty; rows that are there get ``value``."""
    name = column.name
    column.server_default = sa.DefaultClause(sa.text(value))
    op.add_column(table, column, schema=schema)
    op.alter_column(table, name, server_default=None, schema=schema)


def _widen_revisions() -> None:
    """A number is named by programme, level and channel too."""
    for name in ("programme", "level", "channel"):
        _add_filled("revisions", sa.Column(name, sa.Text(), nullable=False), "''")
    op.drop_constraint("pk_revisions", "revisions", schema="mart")
    op.create_primary_key(
        "pk_revisions",
        "revisions",
        [
            "business_date",
            "programme",
            "metric",
            "county_code",
            "level",
            "channel",
            "revised_at",
        ],
        schema="mart",
    )


def _make_aside(name: str, key: tuple[str, ...], *columns: sa.Column[object]) -> None:
    constraint = sa.PrimaryKeyConstraint(*key, name=f"pk_{name}")
    op.create_table(name, *columns, constraint, schema="aside", prefixes=["UNLOGGED"])


def _make_scope() -> None:
    _make_aside("nights", ("night",), sa.Column("night", sa.Date(), nullable=False))
    _make_aside(
        "fresh_deliveries",
        ("delivery_id",),
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("is_news", sa.Boolean(), nullable=False),
    )
    _make_aside(
        "touched_items",
        ("item_id",),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("is_rebuilt", sa.Boolean(), nullable=False),
        sa.Column("was_told_later", sa.Boolean(), nullable=False),
    )


def _state_columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("rectified_on", sa.Date()),
        sa.Column("verified_on", sa.Date()),
        sa.Column("done_on", sa.Date()),
        sa.Column("closed_on", sa.Date()),
        sa.Column("county_code", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
    )


def _make_states() -> None:
    _make_aside(
        "item_history",
        ("item_id", "valid_from", "is_as_known_then"),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date()),
        *_state_columns(),
        sa.Column("reopened_count", sa.Integer(), nullable=False),
        sa.Column("has_conflict", sa.Boolean(), nullable=False),
        sa.Column("is_as_known_then", sa.Boolean(), nullable=False),
    )
    _make_aside(
        "item_state",
        ("item_id",),
        sa.Column("item_id", sa.Text(), nullable=False),
        *_state_columns(),
        sa.Column("town", sa.Text()),
        sa.Column("site", sa.Text()),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("category", sa.Text()),
        sa.Column("department", sa.Text()),
        sa.Column("supervised", sa.Boolean(), nullable=False),
        sa.Column("source_count", sa.Integer(), nullable=False),
        sa.Column("reopened_count", sa.Integer(), nullable=False),
        sa.Column("first_business_date", sa.Date(), nullable=False),
        sa.Column("last_business_date", sa.Date(), nullable=False),
        sa.Column("missing_since", sa.Date()),
        sa.Column("has_conflict", sa.Boolean(), nullable=False),
    )
    _make_aside(
        "item_as_of",
        ("item_id",),
        sa.Column("item_id", sa.Text(), nullable=False),
        *_state_columns(),
        sa.Column("has_recurred", sa.Boolean(), nullable=False),
    )
