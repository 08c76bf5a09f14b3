"""Totals read from ledgers of events were sums of a column as often as numbers of rows."""

from __future__ import annotations

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

OF_EVENTS = """
DELETE FROM ledger.stated_totals AS stated
USING ledger.deliveries AS delivery
WHERE stated.delivery_id = delivery.delivery_id AND delivery.kind <> 'hazard'
"""


def upgrade() -> None:
    """Forget them: which column a number stood under was not kept."""
    op.execute(OF_EVENTS)


def downgrade() -> None:
    """Nothing comes back."""
