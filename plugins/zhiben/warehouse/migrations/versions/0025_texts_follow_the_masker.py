"""By which masker texts are masked, and what texts of events hide; the next night masks anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both; a warehouse without a masker's version is masked by the first night that comes."""
    op.create_table(
        "masker",
        sa.Column("version", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_masker")),
        schema="core",
    )
    for table in ("inspections", "accidents", "disasters", "tasks"):
        op.add_column(table, sa.Column("hidden", postgresql.JSONB()), schema="core")
