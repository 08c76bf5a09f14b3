"""Logins of counties, and what the row-level security asks: who reads, and what is published."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

# They belong to the pipeline, so they see what the reader may not: who has which login, and that
# a row of another unit about the reader's own item is published.
READER = """
CREATE VIEW access.reader AS
SELECT
    (
        PG_HAS_ROLE(CURRENT_USER, 'bi_reader', 'USAGE')
        OR PG_HAS_ROLE(CURRENT_USER, pipeline.nspowner, 'USAGE')
    ) AS sees_all,
    ARRAY(
        SELECT granted.county_code FROM access.logins AS granted
        WHERE granted.login = CURRENT_USER
    ) AS counties,
    ARRAY(
        SELECT unit.county_code FROM core.units AS unit WHERE unit.kind = 'city'
    ) AS cities
FROM pg_catalog.pg_namespace AS pipeline
WHERE pipeline.nspname = 'access'
"""
PUBLICATIONS = """
CREATE VIEW ledger.publications AS
SELECT delivery_id, business_date, night FROM ledger.deliveries WHERE is_published
"""


def upgrade() -> None:
    """Add the schema of who may see what; the policies follow from the tables at each upgrade."""
    op.execute("CREATE SCHEMA access")
    op.create_table(
        "logins",
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("county_code", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.Text(), nullable=False),
        sa.Column(
            "granted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("NOW()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("login", "county_code", name=op.f("pk_logins")),
        schema="access",
    )
    op.execute(READER)
    op.execute(PUBLICATIONS)
