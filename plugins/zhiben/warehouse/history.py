"""What things were over time: tables of states that follow one another without gap or overlap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

from zhiben.warehouse.schema import count, enterprises, metadata, needed


def valid_days() -> Iterator[Column[Any]]:
    """From the first day of a state to the first day after it, NULL while it lasts."""
    yield Column("valid_from", Date, primary_key=True)
    yield Column("valid_to", Date)


def chained(schema: str, table: str, key: str) -> Iterator[SchemaItem]:
    """Constraints by which each state of a ``key`` ends on the day its next one begins.

    Each end is the beginning of a state, of another one each, and only the last state has none; as
    all begin before they end, only one order is left: each ends at the next.
    """
    yield CheckConstraint("valid_to IS NULL OR valid_to > valid_from", "interval")
    yield UniqueConstraint(
        key,
        "valid_to",
        name=f"uq_{table}_valid_to",
        postgresql_nulls_not_distinct=True,
        deferrable=True,
        initially="DEFERRED",
    )
    yield ForeignKeyConstraint(
        [key, "valid_to"],
        [f"{schema}.{table}.{key}", f"{schema}.{table}.valid_from"],
        name=f"fk_{table}_next",
        deferrable=True,
        initially="DEFERRED",
    )


# `unit_code` is the code a unit has today; the others are what it had and was called then.
unit_history = Table(
    "unit_history",
    metadata,
    Column("unit_code", Text, primary_key=True),
    *valid_days(),
    needed("county_code"),
    needed("county_name"),
    needed("kind"),
    CheckConstraint("valid_to IS NULL OR valid_to > valid_from", "interval"),
    schema="core",
)

# A source whose contract is gone goes on as one without: a chain has no end.
source_history = Table(
    "source_history",
    metadata,
    Column("source", Text, primary_key=True),
    *valid_days(),
    needed("county_code"),
    needed("department"),
    needed("kind"),
    needed("channel"),
    needed("authority", Integer()),
    needed("verifies", Boolean()),
    needed("mode"),
    needed("programmes", ARRAY(Text())),
    needed("has_contract", Boolean()),
    *chained("core", "source_history", "source"),
    schema="core",
)


def _enterprise_columns() -> Iterator[Column[Any]]:
    yield needed("enterprise_name")
    yield Column("uscc", Text)
    yield needed("county_code")
    yield Column("town", Text)
    yield Column("industry", Text)
    yield count("alias_count")


def industry_statement() -> Iterator[Column[Any]]:
    """The statement that said an enterprise's industry last; NULL where none ever did."""
    yield Column("delivery_id", Text)
    yield Column("record_id", Text)


enterprise_history = Table(
    "enterprise_history",
    metadata,
    Column("enterprise_id", Text, ForeignKey(enterprises.c.enterprise_id), primary_key=True),
    *valid_days(),
    *_enterprise_columns(),
    *chained("mart", "enterprise_history", "enterprise_id"),
    schema="mart",
)

aside_enterprises = Table(
    "enterprise_state",
    metadata,
    Column("enterprise_id", Text, primary_key=True),
    *_enterprise_columns(),
    *industry_statement(),
    schema="aside",
    prefixes=["UNLOGGED"],
)
