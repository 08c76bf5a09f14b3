"""Events are counted as they were known on a night, and tasks by the part they serve."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NUMBER, YUAN = sa.BigInteger(), sa.Numeric(18, 2)


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.add_column("metrics", sa.Column("is_part", sa.Boolean()), schema="core")
    op.add_column("named_texts", sa.Column("pillar", sa.Text()), schema="mart")
    _make(
        "inspection_as_of",
        ("enterprise_id", "channel", "result", "undertaking", "topic"),
        sa.Column("inspected_on", sa.Date()),
        sa.Column("hazards_found", NUMBER),
    )
    _make(
        "accident_as_of",
        ("enterprise_id", "accident_class", "sector"),
        sa.Column("occurred_on", sa.Date()),
        sa.Column("deaths", NUMBER),
        sa.Column("direct_loss_yuan", YUAN),
    )
    _make(
        "disaster_as_of",
        ("disaster_type",),
        sa.Column("occurred_on", sa.Date()),
        *(sa.Column(name, NUMBER) for name in ("affected_people", "deaths", "missing")),
        sa.Column("direct_loss_yuan", YUAN),
    )
    _make(
        "task_as_of",
        ("title", "status", "undertaking", "action", "pillar"),
        *(sa.Column(name, sa.Date()) for name in ("due_on", "done_on")),
        *(sa.Column(name, NUMBER) for name in ("quantity_target", "quantity_done")),
    )


def _make(name: str, texts: tuple[str, ...], *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("county_code", sa.Text(), nullable=False),
        *(sa.Column(text, sa.Text()) for text in texts),
        *columns,
        sa.PrimaryKeyConstraint("event_id", name=op.f(f"pk_{name}")),
        schema="aside",
        prefixes=["UNLOGGED"],
    )
