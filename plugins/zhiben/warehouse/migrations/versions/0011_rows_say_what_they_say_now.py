"""A row says what it says now, so that no night looks for it among all its statements."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COLUMNS = {
    "site": "隐患部位",
    "description": "隐患描述",
    "category": "隐患类别",
    "level": "隐患等级",
    "check_item": "检查项",
    "measure": "整改措施",
}
NEWEST = """
UPDATE core.source_rows AS r SET
    site = said.site,
    description = said.description,
    category = said.category,
    level = said.level,
    check_item = said.check_item,
    measure = said.measure
FROM (
    SELECT DISTINCT ON (source, row_key) *
    FROM core.statements
    ORDER BY source, row_key, business_date DESC, delivery_id
) AS said
WHERE r.source = said.source AND r.row_key = said.row_key
"""


def upgrade() -> None:
    """Add what a row says, and take it from the newest statement of each."""
    for name, zh in COLUMNS.items():
        op.add_column("source_rows", sa.Column(name, sa.Text(), comment=zh), schema="core")
    op.execute(NEWEST)
