"""What units, sources and enterprises were over time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ENTERPRISES = """
INSERT INTO mart.enterprise_history (
    enterprise_id, valid_from, enterprise_name, uscc, county_code, town, industry, alias_count
)
SELECT
    e.enterprise_id, said.since, e.enterprise_name, e.uscc, e.county_code, e.town, said.industry,
    (
        SELECT COUNT(DISTINCT n.name) FROM core.enterprise_names AS n
        WHERE n.enterprise_id = e.enterprise_id
    )
FROM core.enterprises AS e
INNER JOIN (
    SELECT
        i.enterprise_id, MIN(s.business_date) AS since,
        (
            ARRAY_AGG(s.industry ORDER BY s.business_date DESC, s.authority DESC, s.source)
            FILTER (WHERE s.industry IS NOT NULL)
        )[1] AS industry
    FROM core.statements AS s INNER JOIN core.items AS i ON s.item_id = i.item_id
    INNER JOIN mart.item_state AS published ON i.item_id = published.item_id
    GROUP BY i.enterprise_id
) AS said ON e.enterprise_id = said.enterprise_id
"""


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "unit_history",
        _word("unit_code"),
        *_valid_days(),
        *map(_word, ("county_code", "county_name", "kind")),
        sa.PrimaryKeyConstraint("unit_code", "valid_from", name="pk_unit_history"),
        _interval("unit_history"),
        schema="core",
    )
    op.create_table(
        "source_history",
        _word("source"),
        *_valid_days(),
        *map(_word, ("county_code", "department", "kind", "channel")),
        sa.Column("authority", sa.Integer(), nullable=False),
        sa.Column("verifies", sa.Boolean(), nullable=False),
        _word("mode"),
        sa.Column("programmes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("has_contract", sa.Boolean(), nullable=False),
        *_chain("core", "source_history", "source"),
        schema="core",
    )
    _make_enterprises()
    op.execute(ENTERPRISES)


def _make_enterprises() -> None:
    key = _word("enterprise_id")
    reference = sa.ForeignKeyConstraint(
        ["enterprise_id"],
        ["core.enterprises.enterprise_id"],
        name="fk_enterprise_history_enterprise_id",
    )
    chain = _chain("mart", "enterprise_history", "enterprise_id")
    columns = (key, *_valid_days(), *_enterprise_columns())
    op.create_table("enterprise_history", *columns, reference, *chain, schema="mart")
    op.create_table(
        "enterprise_state",
        _word("enterprise_id"),
        *_enterprise_columns(),
        sa.PrimaryKeyConstraint("enterprise_id", name="pk_enterprise_state"),
        schema="aside",
        prefixes=["UNLOGGED"],
    )


def _enterprise_columns() -> tuple[sa.Column[object], ...]:
    return (
        _word("enterprise_name"),
        sa.Column("uscc", sa.Text()),
        _word("county_code"),
        sa.Column("town", sa.Text()),
        sa.Column("industry", sa.Text()),
        sa.Column("alias_count", sa.Integer(), nullable=False, server_default=sa.text("0")),
    )


def _word(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=False)


def _valid_days() -> tuple[sa.Column[object], ...]:
    return sa.Column("valid_from", sa.Date(), nullable=False), sa.Column("valid_to", sa.Date())


def _interval(table: str) -> sa.CheckConstraint:
    words = "valid_to IS NULL OR valid_to > valid_from"
    return sa.CheckConstraint(words, name=op.f(f"ck_{table}_interval"))


def _chain(schema: str, table: str, key: str) -> tuple[sa.Constraint, ...]:
    """Each state ends where the next one begins."""
    return (
        sa.PrimaryKeyConstraint(key, "valid_from", name=f"pk_{table}"),
        _interval(table),
        sa.UniqueConstraint(
            key,
            "valid_to",
            name=f"uq_{table}_valid_to",
            postgresql_nulls_not_distinct=True,
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            [key, "valid_to"],
            [f"{schema}.{table}.{key}", f"{schema}.{table}.valid_from"],
            name=f"fk_{table}_next",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
