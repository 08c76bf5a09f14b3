"""Of two words of one date and night the one loaded later holds; rows keep their own keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

PUBLICATIONS = """
CREATE OR REPLACE VIEW ledger.publications AS
SELECT delivery_id, business_date, night, load_number FROM ledger.deliveries WHERE is_published
"""
KEYS = ("site_key", "text_key")
OF_ITEMS = """
UPDATE core.source_rows AS one SET site_key = item.site_key, text_key = item.text_key
FROM core.items AS item WHERE one.item_id = item.item_id
"""


def upgrade() -> None:
    """Number the deliveries, those there as they lie; rows begin with their item's keys."""
    op.execute("ALTER TABLE ledger.deliveries ADD load_number BIGINT GENERATED ALWAYS AS IDENTITY")
    op.execute(PUBLICATIONS)
    for name in KEYS:
        column = sa.Column(name, sa.Text(), nullable=False, server_default="")
        op.add_column("source_rows", column, schema="core")
    op.execute(OF_ITEMS)
    for name in KEYS:
        op.alter_column("source_rows", name, server_default=None, schema="core")


def downgrade() -> None:
    """Forget them; the views of bi that read the numbers are made anew by the next upgrade."""
    for name in KEYS:
        op.drop_column("source_rows", name, schema="core")
    op.execute("ALTER TABLE ledger.deliveries DROP load_number CASCADE")
    op.execute(PUBLICATIONS.replace(", load_number", ""))
