"""What was measured of each delivery is kept, and a delivery may be held and let through."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the outcomes of rules, the portraits of deliveries, and the holds."""
    _rule_outcomes()
    _portraits()
    _holds()


def _delivery(table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    return sa.Column("delivery_id", sa.Text(), nullable=False), sa.ForeignKeyConstraint(
        ["delivery_id"],
        ["ledger.deliveries.delivery_id"],
        name=op.f(f"fk_{table}_delivery_id"),
        ondelete="CASCADE",
    )


def _rule_outcomes() -> None:
    key = ("delivery_id", "suite", "rule", "column_name", "severity")
    op.create_table(
        "rule_outcomes",
        *_delivery("rule_outcomes"),
        *(sa.Column(name, sa.Text(), nullable=False) for name in key[1:]),
        sa.Column("evaluated", sa.Integer(), nullable=False),
        sa.Column("unexpected", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Double()) for name in ("observed", "low", "high")),
        sa.Column("message", sa.Text(), nullable=False),
        sa.CheckConstraint("suite IN ('rows', 'delivery')", op.f("ck_rule_outcomes_suite")),
        sa.CheckConstraint(
            "severity IN ('critical', 'warning', 'info')", op.f("ck_rule_outcomes_severity")
        ),
        sa.CheckConstraint("unexpected BETWEEN 0 AND evaluated", op.f("ck_rule_outcomes_counts")),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_rule_outcomes")),
        schema="ledger",
    )


def _portraits() -> None:
    numbers = ("cells_wanted", "cells_filled")
    op.create_table(
        "portraits",
        *_delivery("portraits"),
        *(sa.Column(one, sa.Integer(), nullable=False, server_default="0") for one in numbers),
        sa.Column("portrait", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_portraits")),
        schema="ledger",
    )


def _holds() -> None:
    op.create_table(
        "holds",
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("is_full", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False, server_default=sa.text("'open'")),
        sa.Column("released_by", sa.Text()),
        sa.Column("released_why", sa.Text()),
        sa.Column("released_at", sa.DateTime(timezone=True)),
        sa.Column("superseded_by", sa.Text()),
        sa.CheckConstraint(
            "status IN ('open', 'released', 'superseded', 'lifted')", op.f("ck_holds_status")
        ),
        sa.CheckConstraint(
            "(released_at IS NULL) = (released_by IS NULL) "
            "AND (released_at IS NULL) = (released_why IS NULL)",
            op.f("ck_holds_released_by_somebody"),
        ),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_holds")),
        schema="ledger",
    )
    op.create_index(op.f("ix_holds_source_status"), "holds", ["source", "status"], schema="ledger")
