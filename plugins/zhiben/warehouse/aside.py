"""Where a night is built before it is published (``aside``).

It is written by the queries of ``include/sql`` and holds one night at a time: its tables keep no
log, and :data:`aside_nights` says which night stands there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Integer,
    Numeric,
    SmallInteger,
    Table,
    Text,
    text,
)

from zhiben.warehouse.mart import (
    board_columns,
    campaign_breakdown,
    campaign_progress,
    enterprise_items,
    item_daily,
    item_daily_changes,
    item_history,
    item_state,
    member_columns,
    state_columns,
)
from zhiben.warehouse.schema import metadata, needed


def _event_columns(*names: str) -> Iterator[Column[Any]]:
    """Who an event happened to, and the words of whose ledger it was told in."""
    yield Column("event_id", Text, primary_key=True)
    yield needed("county_code")
    yield from (Column(name, Text) for name in names)


def aside(name: str, *columns: Column[Any]) -> Table:
    """A table of the night that is built; it keeps no log."""
    return Table(name, metadata, *columns, schema="aside", prefixes=["UNLOGGED"])


def _copied(table: Table) -> Iterator[Column[Any]]:
    """Columns and key of a published table, without its foreign keys."""
    for column in table.columns:
        key = column.primary_key
        yield Column(column.name, column.type, primary_key=key, nullable=column.nullable)


aside_nights = aside("nights", Column("night", Date, primary_key=True))


changed_nights = aside("changed_nights", Column("night", Date, primary_key=True))


fresh_deliveries = aside(
    "fresh_deliveries",
    Column("delivery_id", Text, primary_key=True),
    needed("is_news", Boolean()),
)


touched_items = aside(
    "touched_items",
    Column("item_id", Text, primary_key=True),
    needed("is_rebuilt", Boolean()),
    needed("was_told_later", Boolean()),
)


aside_history = aside(
    "item_history",
    *_copied(item_history),
    Column("is_as_known_then", Boolean, primary_key=True),
)


def item_columns() -> Iterator[Column[Any]]:
    """An item as of a night, in all that metrics ask of it."""
    yield Column("item_id", Text, primary_key=True)
    yield from state_columns()
    yield Column("enterprise_id", Text)
    yield needed("has_recurred", Boolean())
    yield Column("recurrence_of", Text)
    yield Column("came_back_on", Date)
    yield from member_columns()


def number_columns() -> Iterator[Column[Any]]:
    """A number that a programme's metric comes to."""
    yield Column("programme", Text, primary_key=True)
    yield Column("metric", Text, primary_key=True)
    yield Column("dimension", Text, primary_key=True)
    yield Column("member", Text, primary_key=True)
    yield Column("county_code", Text, primary_key=True)
    yield Column("amount", Numeric(18, 4))


# Items as they come (`sign` 1) and as they were counted before (-1), `as_of` the night of that.
item_as_of = aside(
    "item_as_of",
    *item_columns(),
    Column("sign", SmallInteger, primary_key=True, server_default=text("1")),
    Column("as_of", Date),
)


# Events as they were known on the night, in the words of their most authoritative source.
weightiest_versions = aside(
    "weightiest_versions",
    Column("kind", Text, primary_key=True),
    Column("event_id", Text, primary_key=True),
    needed("delivery_id"),
    needed("record_id"),
    needed("county_code"),
)


inspection_as_of = aside(
    "inspection_as_of",
    *_event_columns(
        "enterprise_id", "channel", "result", "undertaking", "topic", "standardisation"
    ),
    needed("is_newest_level", Boolean()),
    Column("inspected_on", Date),
    Column("hazards_found", BigInteger),
)


accident_as_of = aside(
    "accident_as_of",
    *_event_columns("enterprise_id", "accident_class", "sector"),
    Column("occurred_on", Date),
    Column("deaths", BigInteger),
    Column("direct_loss_yuan", Numeric(18, 2)),
)


disaster_as_of = aside(
    "disaster_as_of",
    *_event_columns("disaster_type"),
    Column("occurred_on", Date),
    Column("affected_people", BigInteger),
    Column("deaths", BigInteger),
    Column("missing", BigInteger),
    Column("direct_loss_yuan", Numeric(18, 2)),
)


task_as_of = aside(
    "task_as_of",
    *_event_columns("title", "status", "undertaking", "action", "pillar"),
    Column("due_on", Date),
    Column("done_on", Date),
    Column("quantity_target", BigInteger),
    Column("quantity_done", BigInteger),
)


metric_counts = aside("metric_counts", *number_columns())


# Every accident as it was known on the night, and as it is known now.
known_accidents = aside(
    "known_accidents",
    Column("event_id", Text, primary_key=True),
    Column("is_known_now", Boolean, primary_key=True),
    needed("county_code"),
    needed("occurred_on", Date()),
    needed("deaths", Integer()),
    needed("accident_class"),
)


# The night's scoreboard as known then, and those of published nights as they are known now.
aside_scoreboard = aside(
    "accident_scoreboard",
    Column("business_date", Date, primary_key=True),
    Column("is_known_now", Boolean, primary_key=True),
    Column("county_code", Text, primary_key=True),
    *board_columns(),
)


ASIDE = tuple(
    aside(table.name, *_copied(table))
    for table in (
        item_state,
        enterprise_items,
        item_daily,
        item_daily_changes,
        campaign_progress,
        campaign_breakdown,
    )
)
