"""What is published night by night (``mart``).

What grows by a set of rows every night is partitioned by month (:func:`_monthly`); the months lie
in a schema of their own and are made by ``mart.make_months`` as nights need them. Where a night is
built before it is published stands in :mod:`zhiben.warehouse.aside`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Numeric,
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


def state_columns() -> Iterator[Column[Any]]:
    """How an item stands on a day."""
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


def member_columns() -> Iterator[Column[Any]]:
    """What the words of a ledger belong to, by ``include/campaign/dimensions``."""
    yield Column("sector", Text)
    yield Column("action", Text)
    yield Column("topic", Text)


item_history = Table(
    "item_history",
    metadata,
    Column("item_id", Text, ForeignKey(items.c.item_id), primary_key=True),
    *valid_days(),
    *state_columns(),
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
    *state_columns(),
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
    needed("has_recurred", Boolean()),
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


def board_columns() -> Iterator[Column[Any]]:
    """What the scoreboard of accidents shows of a unit."""
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
    *board_columns(),
    schema="mart",
)

named_texts = Table(
    "named_texts",
    metadata,
    Column("named", Text, primary_key=True),
    Column("undertaking", Text),
    *member_columns(),
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
