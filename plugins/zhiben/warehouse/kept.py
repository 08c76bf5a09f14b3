"""What the last night counted, kept so that the next one counts only what changed since.

``kept.nights`` says which night that is, and by which definitions; it is empty where nothing can be
built upon. The tables of ``aside`` here hold what a night changes of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, Date, Index, Integer, Table, Text, text

from zhiben.warehouse.aside import aside, item_columns, number_columns
from zhiben.warehouse.history import industry_statement
from zhiben.warehouse.mart import count_columns, group_columns
from zhiben.warehouse.schema import count, metadata, needed

MEMBERS = ("channel", "sector", "action", "topic")

nights = Table(
    "nights",
    metadata,
    Column("night", Date, primary_key=True),
    needed("definition"),
    needed("item_count", Integer()),
    schema="kept",
)

# Its dates are indexed where a condition compares them: see :mod:`zhiben.campaign.flipping`.
items = Table("items", metadata, *item_columns(), schema="kept")
Index(None, items.c.recurrence_of, postgresql_where=text("recurrence_of IS NOT NULL"))
Index(
    "ix_items_that_recur", items.c.item_id, postgresql_where=text("recurrence_of IS NOT NULL"),
    postgresql_include=["recurrence_of"],
)  # fmt: skip

item_daily = Table("item_daily", metadata, *group_columns(), *count_columns(), schema="kept")


def _found() -> Iterator[Column[Any]]:
    yield Column("county_code", Text, primary_key=True)
    yield Column("found_on", Date, primary_key=True)
    yield count("item_count")


items_found = Table("items_found", metadata, *_found(), schema="kept")

metric_counts = Table("metric_counts", metadata, *number_columns(), schema="kept")


def _holder() -> list[Column[str]]:
    """An enterprise in a unit, and the members its items belong to."""
    return [
        Column(name, Text, primary_key=True) for name in ("enterprise_id", "county_code", *MEMBERS)
    ]


# How many of its items meet each condition that enterprises are counted by, in the order in which
# the function that counts asks them.
enterprise_counts = Table(
    "enterprise_counts",
    metadata,
    *_holder(),
    needed("amounts", ARRAY(BigInteger())),
    schema="kept",
)

# Holds whatever is counted anew: a statement that is gone is looked for again.
enterprise_industries = Table(
    "enterprise_industries",
    metadata,
    Column("enterprise_id", Text, primary_key=True),
    *industry_statement(),
    schema="kept",
)

# Which night the numbers of the one that is built are made from: none where all is counted anew.
counting = aside(
    "counting",
    Column("night", Date, primary_key=True),
    Column("night_before", Date),
    Column("items_before", Integer),
    needed("definition"),
    needed("is_kept", Boolean()),
)

found_otherwise = aside("items_found", *_found())

changed_items = aside("changed_items", Column("item_id", Text, primary_key=True))

aside_enterprises = aside(
    "enterprise_counts",
    *_holder(),
    Column("amounts_before", ARRAY(BigInteger)),
    needed("amounts", ARRAY(BigInteger())),
)

# Every programme's numbers, also of those that are still to begin and of units that take no part.
metric_totals = aside("metric_totals", *number_columns(), needed("is_kept", Boolean()))
