"""What is asked most finds its rows: by an index, or by what enterprises have, kept up nightly."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

KEY = ("enterprise_id", "county_code")
COUNTS = ("items_total", "items_open", "items_overdue", "items_recurred")
FILL = """
INSERT INTO mart.enterprise_items (
    enterprise_id, county_code, items_total, items_open, items_overdue, items_recurred
)
SELECT
    item.enterprise_id,
    COALESCE(state.county_code, ''),
    COUNT(*),
    COUNT(*) FILTER (WHERE state.is_open),
    COUNT(*) FILTER (
        WHERE state.status IN ('open', 'in_progress')
        AND state.due_on < (SELECT MAX(night) FROM mart.nights)
    ),
    COUNT(*) FILTER (WHERE item.recurrence_of IS NOT NULL)
FROM mart.item_state AS state
INNER JOIN core.items AS item ON state.item_id = item.item_id
GROUP BY GROUPING SETS ((item.enterprise_id, state.county_code), (item.enterprise_id))
"""
UNDONE = "status IN ('open', 'in_progress')"


def upgrade() -> None:
    """Bring the tables to this revision."""
    zero = sa.text("0")
    op.create_table(
        "enterprise_items",
        *(sa.Column(one, sa.Text(), nullable=False) for one in KEY),
        *(sa.Column(one, sa.Integer(), nullable=False, server_default=zero) for one in COUNTS),
        sa.PrimaryKeyConstraint(*KEY, name="pk_enterprise_items"),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["core.enterprises.enterprise_id"],
            name="fk_enterprise_items_enterprise_id",
        ),
        schema="mart",
    )
    op.create_table(
        "enterprise_items",
        *(sa.Column(one, kind, nullable=False) for one, kind in _columns()),
        sa.PrimaryKeyConstraint(*KEY, name="pk_enterprise_items"),
        schema="aside",
        prefixes=["UNLOGGED"],
    )
    op.execute(FILL)
    _keep_industries()
    _index("enterprise_items", ["items_recurred"], "county_code = '' AND items_recurred > 0")
    _index("item_state", ["due_on"], UNDONE)
    _index("item_state", ["county_code", "due_on"], UNDONE)


def _keep_industries() -> None:
    """Filled as nights come to speak of enterprises: what is not kept of one is looked for."""
    statement = ("delivery_id", "record_id")
    for name in statement:
        op.add_column("enterprise_state", sa.Column(name, sa.Text()), schema="aside")
    op.create_table(
        "enterprise_industries",
        sa.Column("enterprise_id", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text()) for name in statement),
        sa.PrimaryKeyConstraint("enterprise_id", name="pk_enterprise_industries"),
        schema="kept",
    )


def _columns() -> list[tuple[str, sa.types.TypeEngine[Any]]]:
    return [*((one, sa.Text()) for one in KEY), *((one, sa.Integer()) for one in COUNTS)]


def _index(table: str, columns: list[str], where: str) -> None:
    name = f"ix_{table}_{'_'.join(columns)}"
    op.create_index(name, table, columns, schema="mart", postgresql_where=sa.text(where))
