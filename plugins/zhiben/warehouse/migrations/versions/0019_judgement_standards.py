"""Judgement standards by date, and the clauses that accepted rows suggest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the standards, their clauses, the leads and by what version those were judged."""
    _standards()
    _leads()
    op.create_table(
        "leads_version",
        sa.Column("version", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_leads_version")),
        schema="core",
    )


def _texts(*names: str, nullable: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _standards() -> None:
    words = postgresql.ARRAY(sa.Text())
    op.create_table(
        "standards",
        *_texts("standard", "number", "title", "sector", "known_to", "source"),
        *_texts("replaces", "note", nullable=True),
        sa.Column("applies_to", words, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date()),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("standard", "number", name=op.f("pk_standards")),
        schema="core",
    )
    key = ("standard", "number", "article")
    op.create_table(
        "standard_clauses",
        *_texts(*key, "says"),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        sa.Column("clause_order", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_standard_clauses")),
        schema="core",
    )


def _leads() -> None:
    row = ("delivery_id", "record_id")
    key = (*row, "standard", "number", "article")
    op.create_table(
        "major_leads",
        *_texts(*key),
        sa.Column("words", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            row,
            [f"core.statements.{name}" for name in row],
            name=op.f("fk_major_leads_delivery_id"),
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_major_leads")),
        schema="core",
    )
    op.create_index(
        op.f("ix_major_leads_standard_number"),
        "major_leads",
        ["standard", "number"],
        schema="core",
    )
