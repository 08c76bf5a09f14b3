"""A merged item keeps what it came back of; items found on a day leave out those withdrawn.

What the last night counted is forgotten: it had counted those withdrawn.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

AS_COUNTED = """
UPDATE mart.item_state AS state SET has_recurred = item.recurrence_of IS NOT NULL
FROM core.items AS item
WHERE state.item_id = item.item_id
"""


def upgrade() -> None:
    """Bring the tables to this revision; the next night counts all anew, once."""
    op.add_column("items", sa.Column("recurs_by", sa.Text()), schema="core")
    op.create_index(
        op.f("ix_items_recurs_by"),
        "items",
        ["recurs_by"],
        schema="core",
        postgresql_where=sa.text("recurs_by IS NOT NULL"),
    )
    op.add_column("item_state", sa.Column("has_recurred", sa.Boolean()), schema="mart")
    op.execute(AS_COUNTED)
    op.alter_column("item_state", "has_recurred", nullable=False, schema="mart")
    op.execute("TRUNCATE aside.item_state")
    recurred: sa.Column[bool] = sa.Column("has_recurred", sa.Boolean(), nullable=False)
    op.add_column("item_state", recurred, schema="aside")
    op.execute("SELECT kept.begin_anew()")


def downgrade() -> None:
    """Take the tables back to the revision before."""
    for schema in ("aside", "mart"):
        op.drop_column("item_state", "has_recurred", schema=schema)
    op.drop_column("items", "recurs_by", schema="core")
    op.execute("SELECT kept.begin_anew()")
