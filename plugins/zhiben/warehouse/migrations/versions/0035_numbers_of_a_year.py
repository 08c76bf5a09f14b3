"""A metric says whether it begins anew with each year: its past goals are not judged by today."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the mark; the next night takes it from the campaign's files."""
    column: sa.Column[bool] = sa.Column(
        "is_of_year", sa.Boolean(), nullable=False, server_default="false"
    )
    op.add_column("metrics", column, schema="core")
    op.alter_column("metrics", "is_of_year", server_default=None, schema="core")


def downgrade() -> None:
    """Forget it."""
    op.drop_column("metrics", "is_of_year", schema="core")
