"""Inspections may state the level of standardisation that an enterprise holds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the level; what was loaded before states none until its source sends it again."""
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
