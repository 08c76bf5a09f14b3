"""What is published night by night (``mart``), and where a night is built before it is (``aside``).

``aside`` is written by the queries of ``include/sql`` and holds one night at a time: its tables
keep no log, and :data:`aside_nights` says which night stands there. What grows by a set of rows
every night is partitioned by month (:func:`_monthly`); the months lie in a schema of their own and
are made by ``mart.make_months`` as nights need them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    Table,
    Text,
    text,
)

from zhiben.warehouse.history import chained, valid_days
from zhiben.warehouse.schema import count, enterprises, items, metadata, needed

UNDONE = "status IN ('open', 'in_progress')"

nights = Table(
    "nights",
    metadata,
    Column("night", Date, primary_key=True),
    needed("published_at", DateTime(timezone=True)),
    Column("outdated_by", Text),  # what came for it since; NULL while its numbers are complete
    schema="mart",
)


def _state_columns() -> Iterator[Column[Any]]:
    yield needed("status")
    yield needed("level")
    yield Column("due_on", Date)
    yield needed("found_on", Date())
    yield needed("is_open", Boolean())
    yield Column("rectified_on", Date)
    yield Column("verified_on", Date)
    yield Column("done_on", Date)
    yield Column("closed_on", Date)
    yield needed("county_code")
    yield needed("channel")
    yield needed("supervised", Boolean())
    yield Column("industry", Text)
    yield Column("programme_named", Text)
    yield needed("names_town", Boolean())
    yield needed("names_department", Boolean())
    yield needed("names_person", Boolean())
    yield needed("first_business_date", Date())


def _member_columns() -> Iterator[Column[Any]]:
    """What the words of a ledger belong to, by ``include/campaign/dimensions``."""
    yield Column("sector", Text)
    yield Column("action", Text)
    yield Column("topic", Text)


def _event_columns(*names: str) -> Iterator[Column[Any]]:
    """Who an event happened to, and the words of whose ledger it was told in."""
    yield Column("event_id", Text, primary_key=True)
    yield needed("county_code")
    yield from (Column(name, Text) for name in names)


item_history = Table(
    "item_history",
    metadata,
    Column("item_id", Text, ForeignKey(items.c.item_id), primary_key=True),
    *valid_days(),
    *_state_columns(),
    needed("reopened_count", Integer()),
    needed("has_conflict", Boolean()),
    *chained("mart", "item_history", "item_id"),
    Index(None, "valid_from", "valid_to"),
    Index(None, "found_on", postgresql_where=text("found_on > valid_from")),
    schema="mart",
)

item_state = Table(
    "item_state",
    metadata,
    Column("item_id", Text, ForeignKey(items.c.item_id), primary_key=True),
    *_state_columns(),
    Column("town", Text),
    Column("site", Text),
    needed("description"),
    Column("category", Text),
    Column("department", Text),
    needed("source_count", Integer()),
    needed("reopened_count", Integer()),
    needed("last_business_date", Date()),
    Column("missing_since", Date),
    needed("has_conflict", Boolean()),
    Index(None, "due_on", postgresql_where=text(UNDONE)),
    Index(None, "county_code", "due_on", postgresql_where=text(UNDONE)),
    schema="mart",
)

# What an enterprise has, of the items that stand published, as of the last published night: of each
# unit's, and of all ('').
enterprise_items = Table(
    "enterprise_items",
    metadata,
    Column("enterprise_id", Text, ForeignKey(enterprises.c.enterprise_id), primary_key=True),
    Column("county_code", Text, primary_key=True),
    count("items_total"),
    count("items_open"),
    count("items_overdue"),
    count("items_recurred"),
    Index(
        None,
        "items_recurred",
        postgresql_where=text("county_code = '' AND items_recurred > 0"),
    ),
    schema="mart",
)


def group_columns() -> Iterator[Column[Any]]:
    """What daily counts are of."""
    yield Column("county_code", Text, primary_key=True)
    yield Column("level", Text, primary_key=True)
    yield Column("channel", Text, primary_key=True)


def count_columns() -> Iterator[Column[Any]]:
    """What is counted daily."""
    yield count("found_total")
    yield count("open_count")
    yield count("rectified_count")
    yield count("verified_count")
    yield count("overdue_count")
    yield count("recurred_count")


def _monthly(name: str, *columns: Column[Any]) -> Table:
    """A table of a set of rows for every published night, partitioned by month."""
    night = Column("business_date", Date, primary_key=True)
    by_month = "RANGE (business_date)"
    return Table(name, metadata, night, *columns, schema="mart", postgresql_partition_by=by_month)


item_daily = _monthly("item_daily", *group_columns(), *count_columns())
item_daily_now = _monthly("item_daily_now", *group_columns(), *count_columns())

# By how much each count changes on a day, as known now; a night's count is the sum up to it.
item_daily_changes = Table(
    "item_daily_changes",
    metadata,
    *group_columns(),
    Column("since", Date, primary_key=True),
    *count_columns(),
    schema="mart",
)

campaign_progress = _monthly(
    "campaign_progress",
    Column("programme", Text, primary_key=True),
    Column("metric", Text, primary_key=True),
    Column("county_code", Text, primary_key=True),
    Column("numerator", Numeric(18, 4)),
    Column("denominator", Numeric(18, 4)),
    Column("value", Numeric(18, 4)),
    Column("printed", Numeric(18, 4)),
    Column("target", Numeric(18, 4)),
    Column("previous_year_value", Numeric(18, 4)),
    needed("status"),
)

campaign_breakdown = Table(
    "campaign_breakdown",
    metadata,
    Column("business_date", Date, primary_key=True),
    Column("programme", Text, primary_key=True),
    Column("metric", Text, primary_key=True),
    Column("dimension", Text, primary_key=True),
    Column("member", Text, primary_key=True),
    Column("county_code", Text, primary_key=True),
    Column("numerator", Numeric(18, 4)),
    Column("denominator", Numeric(18, 4)),
    Column("value", Numeric(18, 4)),
    Column("printed", Numeric(18, 4)),
    schema="mart",
)


def _board_columns() -> Iterator[Column[Any]]:
    yield count("accidents_ytd")
    yield count("deaths_ytd")
    yield count("accidents_previous_ytd")
    yield count("deaths_previous_ytd")
    yield count("accidents_change")
    yield count("deaths_change")
    yield count("serious_accidents_ytd")
    yield needed("double_drop", Boolean())
    yield needed("no_serious_accident", Boolean())
    yield Column("last_accident_on", Date)
    yield Column("accident_free_days", Integer)
    yield count("hazards_found_ytd")


accident_scoreboard = Table(
    "accident_scoreboard",
    metadata,
    Column("business_date", Date, primary_key=True),
    Column("county_code", Text, primary_key=True),
    *_board_columns(),
    schema="mart",
)

named_texts = Table(
    "named_texts",
    metadata,
    Column("named", Text, primary_key=True),
    Column("undertaking", Text),
    *_member_columns(),
    Column("pillar", Text),
    schema="mart",
)

# A programme's metrics have no level and channel, daily counts no programme: '' there. One that is
# not published is the difference between what a night shows and what is known of it now.
revisions = Table(
    "revisions",
    metadata,
    Column("business_date", Date, primary_key=True),
    Column("programme", Text, primary_key=True),
    Column("metric", Text, primary_key=True),
    Column("county_code", Text, primary_key=True),
    Column("level", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("revised_at", DateTime(timezone=True), primary_key=True),
    Column("old_value", Numeric(18, 4)),
    Column("new_value", Numeric(18, 4)),
    needed("cause"),
    Column("is_published", Boolean, primary_key=True),
    Index(
        "uq_revisions_open",
        "business_date",
        "programme",
        "metric",
        "county_code",
        "level",
        "channel",
        unique=True,
        postgresql_where=text("NOT is_published"),
    ),
    schema="mart",
)


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
    yield from _state_columns()
    yield Column("enterprise_id", Text)
    yield needed("has_recurred", Boolean())
    yield Column("recurrence_of", Text)
    yield Column("came_back_on", Date)
    yield from _member_columns()


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
    *_board_columns(),
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
