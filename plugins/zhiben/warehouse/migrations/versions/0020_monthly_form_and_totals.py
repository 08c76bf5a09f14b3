"""The monthly form as published, and the totals that counties state themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

COUNTS = (
    "enterprises_count", "general_found_count", "general_rectified_count", "major_found_count",
    "major_closed_count",
)  # fmt: skip
UNKNOWABLE = (
    "in_plan_count", "five_in_place_count", "supervised_count", "province_supervised_count",
)  # fmt: skip


def upgrade() -> None:
    """Add the form's rows and words, its numbers aside and published, and stated totals."""
    _rows()
    _marks()
    for schema, prefixes in (("mart", []), ("aside", ["UNLOGGED"])):
        op.create_table(
            "monthly_form",
            *_numbers(),
            sa.PrimaryKeyConstraint(
                "night", "county_code", "form_row", name=op.f("pk_monthly_form")
            ),
            schema=schema,
            prefixes=prefixes,
        )
    _stated_totals()
    _reported_totals()


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _rows() -> None:
    op.create_table(
        "sector_words",
        *_texts("word", "sector"),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_sector_words")),
        schema="core",
    )
    op.create_table(
        "form_rows",
        *_texts("form_row", "label"),
        sa.Column("within", sa.Text()),
        sa.Column("row_order", sa.Integer(), nullable=False),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("form_row", name=op.f("pk_form_rows")),
        schema="core",
    )
    op.create_table(
        "form_row_sectors",
        *_texts("form_row", "sector"),
        sa.PrimaryKeyConstraint("form_row", "sector", name=op.f("pk_form_row_sectors")),
        schema="core",
    )


def _marks() -> None:
    words = postgresql.ARRAY(sa.Text())
    op.create_table(
        "form_marks",
        *_texts("mark", "heading"),
        sa.Column("says", words, nullable=False),
        sa.Column("but", words, nullable=False),
        sa.PrimaryKeyConstraint("mark", "heading", name=op.f("pk_form_marks")),
        schema="core",
    )


def _numbers() -> Iterator[sa.Column[Any]]:
    yield sa.Column("night", sa.Date(), nullable=False)
    yield from _texts("county_code", "form_row")
    for name in COUNTS:
        yield sa.Column(name, sa.Integer(), nullable=False, server_default="0")
    for name in UNKNOWABLE:
        yield sa.Column(name, sa.Integer())
    yield sa.Column("funds_yuan", sa.Numeric(18, 2))


def _stated_totals() -> None:
    op.create_table(
        "stated_totals",
        *_texts("delivery_id", "file_name", "sheet"),
        sa.Column("row_number", sa.Integer(), nullable=False),
        *_texts("words"),
        sa.Column("reported", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["ledger.deliveries.delivery_id"],
            name=op.f("fk_stated_totals_delivery_id"),
        ),
        sa.PrimaryKeyConstraint(
            "delivery_id", "file_name", "sheet", "row_number", name=op.f("pk_stated_totals")
        ),
        schema="ledger",
    )


def _reported_totals() -> None:
    key = ("county_code", "month", "form_row", "measure", "stated_in")
    op.create_table(
        "reported_totals",
        *_texts(*key),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("reported", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_reported_totals")),
        schema="core",
    )
