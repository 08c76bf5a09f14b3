"""What a full ledger says that came after a newer one holds until that newer one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the end of a late word; those that came before have none."""
    op.add_column("statements", sa.Column("holds_until", sa.Date()), schema="core")
    op.create_check_constraint(
        op.f("ck_statements_holds_for_some_days"),
        "statements",
        "holds_until > business_date",
        schema="core",
    )
