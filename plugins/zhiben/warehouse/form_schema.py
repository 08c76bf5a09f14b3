"""The monthly form: its rows as the files say them, and its numbers as published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ARRAY, Boolean, Column, Date, Integer, Numeric, Table, Text

from zhiben.warehouse.schema import count, metadata, needed

sector_words = Table(
    "sector_words",
    metadata,
    Column("word", Text, primary_key=True),
    needed("sector"),
    schema="core",
)

form_rows = Table(
    "form_rows",
    metadata,
    Column("form_row", Text, primary_key=True),
    needed("label"),
    Column("within", Text),
    needed("row_order", Integer()),
    needed("is_verified", Boolean()),
    schema="core",
)

form_row_sectors = Table(
    "form_row_sectors",
    metadata,
    Column("form_row", Text, primary_key=True),
    Column("sector", Text, primary_key=True),
    schema="core",
)

form_marks = Table(
    "form_marks",
    metadata,
    Column("mark", Text, primary_key=True),
    Column("heading", Text, primary_key=True),
    needed("says", ARRAY(Text())),
    needed("but", ARRAY(Text())),
    schema="core",
)

COUNTS = (
    "enterprises_count",
    "general_found_count",
    "general_rectified_count",
    "major_found_count",
    "major_closed_count",
)
UNKNOWABLE = (
    "in_plan_count",
    "five_in_place_count",
    "supervised_count",
    "province_supervised_count",
)


def _numbers() -> Iterator[Column[Any]]:
    """The form's numbers; those that no ledger may carry are unknown where none does."""
    for name in COUNTS:
        yield count(name)
    for name in UNKNOWABLE:
        yield Column(name, Integer)
    yield Column("funds_yuan", Numeric(18, 2))


def _form(schema: str, *prefixes: str) -> Table:
    return Table(
        "monthly_form",
        metadata,
        Column("night", Date, primary_key=True),
        Column("county_code", Text, primary_key=True),
        Column("form_row", Text, primary_key=True),
        *_numbers(),
        schema=schema,
        prefixes=list(prefixes),
    )


monthly_form = _form("mart")
aside_monthly_form = _form("aside", "UNLOGGED")
