"""Whether an item came back, and of what, is looked up in an index of the few that did."""

from __future__ import annotations

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ROOMS = ("core", "kept")


def upgrade() -> None:
    """Index the items that came back by their ids."""
    for room in ROOMS:
        op.execute(
            f"CREATE INDEX ix_items_that_recur ON {room}.items (item_id) INCLUDE (recurrence_of) "
            "WHERE recurrence_of IS NOT NULL"
        )


def downgrade() -> None:
    """Drop the indexes."""
    for room in ROOMS:
        op.execute(f"DROP INDEX {room}.ix_items_that_recur")
