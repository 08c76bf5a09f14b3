"""Models trained on people's decisions, which one is used; items by what they came back of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both ledgers and the index."""
    op.create_index(
        "ix_items_recurrence_of",
        "items",
        ["recurrence_of"],
        schema="core",
        postgresql_where=sa.text("recurrence_of IS NOT NULL"),
    )
    op.create_table(
        "linkage_models",
        *_texts("version", "based_on", "sha256"),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        *_texts("made_by"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_linkage_models")),
        schema="core",
    )
    op.create_table(
        "linkage_choices",
        sa.Column("choice_id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("version", sa.Text()),
        *_texts("why", "chosen_by"),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("choice_id", name=op.f("pk_linkage_choices")),
        schema="core",
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]
