"""What a text brings to comparisons is kept, so that a night works out only what is new."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; it fills as nights work."""
    op.create_table(
        "text_columns",
        sa.Column("text_hash", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("columns", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("text_hash", name=op.f("pk_text_columns")),
        schema="core",
    )
