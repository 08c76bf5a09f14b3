"""Decisions about pairs of rows are a ledger; what they move leaves a trail and a redirect."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

JUDGEMENT = "core.pair_judgements.judgement_id"
ITEM = "core.items.item_id"


def upgrade() -> None:
    """Add the ledger, the moves and the redirects."""
    _judgements()
    _moves()
    _redirects()


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(
        name, sa.DateTime(timezone=True), nullable=False, server_default=sa.text("NOW()")
    )


def _points(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _is(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.text("false"))


def _judgements() -> None:
    table = "pair_judgements"
    rows = ("one_source", "one_row_key", "other_source", "other_row_key")
    op.create_table(
        table,
        *_text("judgement_id", *rows, "enterprise_id", "verdict", "rule"),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(), nullable=False),
        *_text("model", "decided_by"),
        _is("is_human"),
        sa.Column("why", sa.Text()),
        sa.Column("night", sa.Date(), nullable=False),
        _moment("decided_at"),
        sa.Column("superseded_by", sa.Text()),
        sa.PrimaryKeyConstraint("judgement_id", name=op.f(f"pk_{table}")),
        _points(table, "superseded_by", JUDGEMENT),
        sa.CheckConstraint(
            "verdict IN ('same', 'different', 'doubt')", name=op.f(f"ck_{table}_verdict")
        ),
        sa.CheckConstraint(
            "(one_source, one_row_key) < (other_source, other_row_key)",
            name=op.f(f"ck_{table}_order"),
        ),
        schema="core",
    )
    for side in ("one", "other"):
        columns = [f"{side}_source", f"{side}_row_key"]
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns, schema="core")
    is_open = sa.text("verdict = 'doubt' AND superseded_by IS NULL")
    op.create_index(
        f"ix_{table}_open", table, ["enterprise_id"], schema="core", postgresql_where=is_open
    )


def _moves() -> None:
    table = "item_moves"
    op.create_table(
        table,
        *_text("judgement_id", "source", "row_key", "from_item", "to_item"),
        _moment("moved_at"),
        sa.Column("undone_by", sa.Text()),
        _is("is_published"),
        sa.PrimaryKeyConstraint("judgement_id", "source", "row_key", name=op.f(f"pk_{table}")),
        _points(table, "judgement_id", JUDGEMENT),
        _points(table, "from_item", ITEM),
        _points(table, "to_item", ITEM),
        _points(table, "undone_by", JUDGEMENT),
        schema="core",
    )
    fresh = sa.text("NOT is_published")
    op.create_index(
        f"ix_{table}_fresh", table, ["from_item"], schema="core", postgresql_where=fresh
    )


def _redirects() -> None:
    table = "item_redirects"
    op.create_table(
        table,
        *_text("item_id", "judgement_id", "points_to"),
        sa.Column("since", sa.Date(), nullable=False),
        *_text("cause"),
        sa.Column("ended_by", sa.Text()),
        sa.PrimaryKeyConstraint("item_id", "judgement_id", name=op.f(f"pk_{table}")),
        _points(table, "item_id", ITEM),
        _points(table, "judgement_id", JUDGEMENT),
        _points(table, "points_to", ITEM),
        _points(table, "ended_by", JUDGEMENT),
        schema="core",
    )
    active = sa.text("ended_by IS NULL")
    op.create_index(
        f"ix_{table}_active", table, ["item_id"], unique=True, schema="core",
        postgresql_where=active,
    )  # fmt: skip
