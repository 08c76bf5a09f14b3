"""Statements know since when their row is listed no more: beside a listed one it has no say."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

COLUMNS: dict[str, sa.types.TypeEngine[Any]] = {"gone_on": sa.Date(), "gone_by": sa.Text()}
OF_ROWS = """
UPDATE core.statements AS said SET gone_on = one.missing_since, gone_by = one.changed_by
FROM core.source_rows AS one
WHERE
    one.missing_since IS NOT NULL
    AND said.item_id = one.item_id
    AND said.source = one.source
    AND said.row_key = one.row_key
    AND said.business_date < one.missing_since
"""


def upgrade() -> None:
    """Bring the tables to this revision; an item is worked out so by the next night of it."""
    for name, kind in COLUMNS.items():
        op.add_column("statements", sa.Column(name, kind), schema="core")
    op.execute(OF_ROWS)


def downgrade() -> None:
    """Forget it; the views of bi that read it are made anew by the next upgrade."""
    for name in COLUMNS:
        op.execute(f"ALTER TABLE core.statements DROP COLUMN {name} CASCADE")
