"""Items found on a day are counted without those withdrawn; what was kept had counted them."""

from __future__ import annotations

from alembic import op

revision = "0034"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let the next night count all anew, once."""
    op.execute("SELECT kept.begin_anew()")


def downgrade() -> None:
    """Let the next night count all anew, the other way."""
    op.execute("SELECT kept.begin_anew()")
