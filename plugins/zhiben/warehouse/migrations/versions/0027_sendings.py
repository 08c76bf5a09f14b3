"""Who was sent what and when, and who approved it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the ledgers of sendings and of approvals."""
    op.create_table(
        "sendings",
        sa.Column("sending_id", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("report", "about", "edition", "county_code")
        ),
        sa.Column("source", sa.Text()),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("channel", "recipient", "sent_to", "sent_to_shown", "status")
        ),
        sa.Column("message_id", sa.Text()),
        sa.Column("claimed_at", sa.DateTime(timezone=True)),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text()),
        sa.Column("why", sa.Text()),
        sa.PrimaryKeyConstraint("sending_id", name=op.f("pk_sendings")),
        *_checks("sendings", SENDINGS),
        schema="ledger",
    )
    op.create_index(
        op.f("ix_sendings_about_report"), "sendings", ["about", "report"], schema="ledger"
    )
    op.create_table(
        "approvals",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("week", "digest", "decision")),
        sa.Column("is_by_default", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "asked", name=op.f("pk_approvals")),
        *_checks("approvals", APPROVALS),
        schema="ledger",
    )
    op.create_index(op.f("ix_approvals_week"), "approvals", ["week"], schema="ledger")


SENDINGS = {
    "report": "report IN ('summary', 'brief', 'receipt')",
    "channel": "channel IN ('mail', 'dingtalk', 'wecom')",
    "status": "status IN ('deferred', 'claimed', 'sent', 'refused')",
    "settled_unless_claimed": "(status = 'claimed') = (settled_at IS NULL)",
    "decided_for_a_reason": "num_nulls(decided_by, why) <> 1",
}
APPROVALS = {
    "decision": "decision IN ('approved', 'rejected')",
    "decided_by_somebody": "is_by_default = (decided_by IS NULL)",
}


def _checks(table: str, conditions: dict[str, str]) -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))
        for name, condition in conditions.items()
    ]
