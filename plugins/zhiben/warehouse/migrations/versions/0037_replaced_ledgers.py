"""A delivery knows which one of its day is the whole ledger once more and takes its place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision; of earlier deliveries nobody knows."""
    op.add_column("deliveries", sa.Column("replaced_by", sa.Text()), schema="ledger")


def downgrade() -> None:
    """Forget it."""
    op.drop_column("deliveries", "replaced_by", schema="ledger")
