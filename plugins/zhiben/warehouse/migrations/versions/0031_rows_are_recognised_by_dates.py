"""A row keeps its deadline and the day it was put right: both say whose hazard it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

COLUMNS = {"due_on": "整改期限", "rectified_on": "整改完成日期"}
NEWEST = """
UPDATE core.source_rows AS r SET
    due_on = said.due_on,
    rectified_on = said.rectified_on
FROM (
    SELECT DISTINCT ON (source, row_key) source, row_key, due_on, rectified_on
    FROM core.statements
    ORDER BY source, row_key, business_date DESC, delivery_id
) AS said
WHERE r.source = said.source AND r.row_key = said.row_key
"""


def upgrade() -> None:
    """Add both days, and take them from the newest statement of each row."""
    for name, zh in COLUMNS.items():
        op.add_column("source_rows", sa.Column(name, sa.Date(), comment=zh), schema="core")
    op.execute(NEWEST)


def downgrade() -> None:
    """Forget them."""
    for name in COLUMNS:
        op.drop_column("source_rows", name, schema="core")
