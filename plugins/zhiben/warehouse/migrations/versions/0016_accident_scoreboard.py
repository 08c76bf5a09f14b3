"""The scoreboard of accidents: published night by night, built aside as known then and now."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def _counts() -> list[sa.Column[int]]:
    return [
        sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False)
        for name in (
            "accidents_ytd", "deaths_ytd", "accidents_previous_ytd", "deaths_previous_ytd",
            "accidents_change", "deaths_change", "serious_accidents_ytd",
        )
    ]  # fmt: skip


def _key(*names: str) -> list[sa.Column[Any]]:
    kinds: dict[str, Any] = {"business_date": sa.Date(), "is_known_now": sa.Boolean()}
    return [sa.Column(name, kinds.get(name, sa.Text()), nullable=False) for name in names]


def _board(schema: str, key: list[sa.Column[Any]], prefixes: list[str]) -> None:
    op.create_table(
        "accident_scoreboard",
        *key,
        *_counts(),
        sa.Column("double_drop", sa.Boolean(), nullable=False),
        sa.Column("no_serious_accident", sa.Boolean(), nullable=False),
        sa.Column("last_accident_on", sa.Date(), nullable=True),
        sa.Column("accident_free_days", sa.Integer(), nullable=True),
        sa.Column("hazards_found_ytd", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint(*(one.name for one in key), name=op.f("pk_accident_scoreboard")),
        schema=schema,
        prefixes=prefixes,
    )


def upgrade() -> None:
    """Add the scoreboard, and where a night's is built."""
    _board("mart", _key("business_date", "county_code"), [])
    _board("aside", _key("business_date", "is_known_now", "county_code"), ["UNLOGGED"])
    op.create_table(
        "known_accidents",
        *_key("event_id", "is_known_now"),
        sa.Column("county_code", sa.Text(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("deaths", sa.Integer(), nullable=False),
        sa.Column("accident_class", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", "is_known_now", name=op.f("pk_known_accidents")),
        schema="aside",
        prefixes=["UNLOGGED"],
    )
