"""Inspections may state a level of standardisation; versions of events are chosen in one place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the level; what was loaded before states none until its source sends it again."""
    op.create_table(
        "weightiest_versions",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=False),
        sa.Column("county_code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "event_id", name=op.f("pk_weightiest_versions")),
        schema="aside",
        prefixes=["UNLOGGED"],
    )
    op.add_column(
        "inspections",
        sa.Column("standardisation", sa.Text(), nullable=True, comment="标准化等级"),
        schema="core",
    )
    op.add_column("inspection_as_of", sa.Column("standardisation", sa.Text()), schema="aside")
    op.execute("TRUNCATE aside.inspection_as_of")
    op.add_column(
        "inspection_as_of",
        sa.Column("is_newest_level", sa.Boolean(), nullable=False),
        schema="aside",
    )
