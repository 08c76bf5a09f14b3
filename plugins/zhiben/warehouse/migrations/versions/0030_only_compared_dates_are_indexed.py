"""What is kept of items is indexed by those dates only that a programme's condition compares.

The indexes are made with the functions that count, whenever the campaign's files are read.
"""

from __future__ import annotations

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

DAYS = (
    "due_on", "found_on", "rectified_on", "verified_on", "done_on", "closed_on",
    "first_business_date", "came_back_on",
)  # fmt: skip


def upgrade() -> None:
    """Drop the indexes of all dates."""
    for day in DAYS:
        op.execute(f"DROP INDEX kept.ix_items_{day}")


def downgrade() -> None:
    """Index every date again."""
    for day in DAYS:
        op.execute(f"DROP INDEX IF EXISTS kept.flipping_{day}")
        op.create_index(f"ix_items_{day}", "items", [day], schema="kept")
