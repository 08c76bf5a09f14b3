"""A row that is refused night after night is one case, with one state and who closed it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CASES = """
INSERT INTO ledger.quarantine_cases (
    quarantine_id, source, row_hash, part, first_seen, last_seen, times_seen, open_since
)
SELECT
    q.quarantine_id,
    MIN(q.source),
    '',
    MIN(q.part),
    MIN(d.business_date),
    MAX(d.business_date),
    COUNT(DISTINCT q.delivery_id),
    MIN(d.business_date)
FROM ledger.quarantine AS q
INNER JOIN ledger.deliveries AS d ON q.delivery_id = d.delivery_id
GROUP BY q.quarantine_id
"""
# Nothing could close a row before; a state set by hand becomes a waiver, which says so.
STATES = """
UPDATE ledger.quarantine_cases AS c
SET
    status = 'waived', closed_at = NOW(), closed_by = 'migration 0005', closed_how = 'waived',
    why = 'was ' || q.status
FROM ledger.quarantine AS q
WHERE q.quarantine_id = c.quarantine_id AND q.status <> 'open'
"""


def upgrade() -> None:
    """Make the cases of what is in quarantine, and move the state from each sighting to them."""
    op.create_table(
        "quarantine_cases",
        sa.Column("quarantine_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("row_hash", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("first_seen", sa.Date(), nullable=False),
        sa.Column("last_seen", sa.Date(), nullable=False),
        sa.Column("times_seen", sa.Integer(), nullable=False),
        sa.Column("open_since", sa.Date(), nullable=False),
        sa.Column("missing_since", sa.Date()),
        sa.Column("status", sa.Text(), server_default=sa.text("'open'"), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("closed_by", sa.Text()),
        sa.Column("closed_how", sa.Text()),
        sa.Column("closing_delivery_id", sa.Text()),
        sa.Column("closing_record_id", sa.Text()),
        sa.Column("why", sa.Text()),
        sa.Column("correction", postgresql.JSONB()),
        sa.PrimaryKeyConstraint("quarantine_id", name="pk_quarantine_cases"),
        sa.ForeignKeyConstraint(
            ["closing_delivery_id"],
            ["ledger.deliveries.delivery_id"],
            name="fk_quarantine_cases_closing_delivery_id",
        ),
        *(
            sa.CheckConstraint(words, name=op.f(f"ck_quarantine_cases_{name}"))
            for name, words in CHECKS.items()
        ),
        schema="ledger",
    )
    op.create_index(
        "ix_quarantine_cases_source_status", "quarantine_cases", ["source", "status"],
        schema="ledger",
    )  # fmt: skip
    op.execute(CASES)
    op.execute(STATES)
    op.execute("DROP VIEW IF EXISTS bi.quarantined_rows CASCADE")
    op.drop_constraint("ck_quarantine_status", "quarantine", schema="ledger")
    op.drop_column("quarantine", "status", schema="ledger")
    op.create_foreign_key(
        "fk_quarantine_quarantine_id", "quarantine", "quarantine_cases", ["quarantine_id"],
        ["quarantine_id"], source_schema="ledger", referent_schema="ledger",
    )  # fmt: skip
    op.add_column("quarantine", sa.Column("source_key", sa.Text()), schema="ledger")
    for table, column in (("quarantine", "is_loaded"), ("deliveries", "is_replayed")):
        added: sa.Column[bool] = sa.Column(
            column, sa.Boolean(), server_default=sa.text("false"), nullable=False
        )
        op.add_column(table, added, schema="ledger")


CHECKS = {
    "one_state": (
        "(status = 'open' AND closed_how IS NULL) OR (status = 'waived' AND closed_how = 'waived')"
        " OR (status = 'replayed' AND closed_how IN ('later_delivery', 'workbook', 'rejudged'))"
    ),
    "closed_by_somebody": (
        "num_nulls(closed_at, closed_by, closed_how) = CASE status WHEN 'open' THEN 3 ELSE 0 END"
    ),
    "waived_for_a_reason": "(status = 'waived') = (why IS NOT NULL)",
    "replayed_as_a_record": (
        "num_nulls(closing_delivery_id, closing_record_id)"
        " = CASE status WHEN 'replayed' THEN 0 ELSE 2 END"
    ),
    "correction": "(closed_how IS NOT DISTINCT FROM 'workbook') = (correction IS NOT NULL)",
    "seen": "first_seen <= open_since AND open_since <= last_seen",
}
