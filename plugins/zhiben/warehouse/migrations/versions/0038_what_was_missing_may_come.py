"""A delivery that did not come knows since when it was due, so that a later one is told as its own.

Of those noted before, only a file of the very date counts as theirs.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the day."""
    op.add_column("deliveries", sa.Column("due_since", sa.Date()), schema="ledger")


def downgrade() -> None:
    """Forget it; the view of bi that reads it is made anew by the next upgrade."""
    op.execute("ALTER TABLE ledger.deliveries DROP COLUMN due_since CASCADE")
