"""Weekly summaries as written: editions, drafts until they are issued, and their numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the editions of weeks, and the numbers printed in each."""
    _issues()
    _numbers()


def _issues() -> None:
    op.create_table(
        "weekly_issues",
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False, server_default=""),
        sa.Column("issued_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("edition > 0", name=op.f("ck_weekly_issues_edition")),
        sa.CheckConstraint("(edition = 1) = (why = '')", name=op.f("ck_weekly_issues_why")),
        sa.PrimaryKeyConstraint("week", "edition", name=op.f("pk_weekly_issues")),
        schema="mart",
    )
    op.create_index(
        "uq_weekly_issues_draft",
        "weekly_issues",
        ["week"],
        unique=True,
        schema="mart",
        postgresql_where=sa.text("issued_at IS NULL"),
    )


def _numbers() -> None:
    texts = ("placeholder", "metric", "county_code", "filter", "printed", "sql", "rows_sql")
    op.create_table(
        "weekly_numbers",
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("value", sa.Numeric(20, 4)),
        sa.ForeignKeyConstraint(
            ["week", "edition"],
            ["mart.weekly_issues.week", "mart.weekly_issues.edition"],
            name=op.f("fk_weekly_numbers_week"),
        ),
        sa.PrimaryKeyConstraint("week", "edition", "number", name=op.f("pk_weekly_numbers")),
        schema="mart",
    )
