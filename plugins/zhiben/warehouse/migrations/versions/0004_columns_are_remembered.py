"""What stood in a source's columns is remembered, so that a renamed one is known again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the profiles of the last delivery's columns, empty for what came before."""
    profiles = sa.Column("profiles", postgresql.JSONB(), nullable=False, server_default="{}")
    op.add_column("source_columns", profiles, schema="ledger")
    op.alter_column("source_columns", "profiles", server_default=None, schema="ledger")
