"""The warehouse's tables. What a record kind's fields are comes from their declaration.

Three schemas in the order the data walks: ``ledger`` holds what came and what became of it,
``core`` what we hold to be true (enterprises, items, statements, judgements), ``mart`` what was
published night by night. ``aside`` is where a night is built before it is published, and ``bi``
holds the views that users read (``include/sql/bi``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from zhiben.records import HAZARD, FieldType, RecordKind

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
SCHEMAS = ("ledger", "core", "mart", "aside", "bi")
LONGEST_KEY = 200  # characters of a text in an index, whose entries hold 2,704 bytes
DELIVERY_STATUSES = ("loaded", "partial", "rejected", "held", "unchanged", "missing")

_SQL_TYPES: dict[FieldType, TypeEngine[Any]] = {
    FieldType.DATE: Date(),
    FieldType.MONEY: Numeric(18, 2),
    FieldType.COUNT: BigInteger(),
    FieldType.FLAG: Boolean(),
}


def field_columns(kind: RecordKind) -> Iterator[Column[Any]]:
    """One column a field of ``kind``, in declared order."""
    for field in kind.fields:
        yield Column(field.name, _SQL_TYPES.get(field.type, Text()), comment=field.zh)


def _needed(name: str, kind: TypeEngine[Any] | None = None) -> Column[Any]:
    return Column(name, kind or Text(), nullable=False)


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default=text("0"))


deliveries = Table(
    "deliveries",
    metadata,
    Column("delivery_id", Text, primary_key=True),
    _needed("source"),
    _needed("county_code"),
    _needed("business_date", Date()),
    _needed("night", Date()),
    Column("file_name", Text),
    Column("sha256", Text),
    Column("file_stamp", Text),
    _needed("status"),
    _needed("is_late", Boolean()),
    _count("rows_received"),
    _count("rows_loaded"),
    _count("rows_quarantined"),
    _count("rows_skipped"),
    _count("rows_unchanged"),
    _count("items_new"),
    _count("items_updated"),
    _count("items_unchanged"),
    _count("items_duplicate"),
    _needed("message"),
    Column("reading_fingerprint", Text),
    Column("is_published", Boolean, nullable=False, server_default=text("false")),
    CheckConstraint("rows_received = rows_loaded + rows_quarantined + rows_skipped", "accounting"),
    CheckConstraint("rows_unchanged <= rows_loaded", "unchanged_rows_are_loaded"),
    CheckConstraint(f"status IN {DELIVERY_STATUSES!r}", "status"),
    Index(None, "source", "business_date"),
    Index(None, "night"),
    schema="ledger",
)

rows = Table(
    "rows",
    metadata,
    Column("delivery_id", Text, ForeignKey(deliveries.c.delivery_id), primary_key=True),
    Column("file_name", Text, primary_key=True),
    Column("sheet", Text, primary_key=True),
    Column("row_number", Integer, primary_key=True),
    _needed("outcome"),
    Column("reason", Text),
    Column("words", Text),
    CheckConstraint("outcome IN ('loaded', 'quarantined', 'skipped')", "outcome"),
    schema="ledger",
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("delivery_id", Text, ForeignKey(deliveries.c.delivery_id), primary_key=True),
    Column("record_id", Text, primary_key=True),
    _needed("quarantine_id"),
    _needed("source"),
    _needed("file_name"),
    _needed("sheet"),
    _needed("row_number", Integer()),
    _needed("part", Integer()),
    _needed("rule"),
    _needed("column_name"),
    _needed("message"),
    _needed("reasons", JSONB()),
    _needed("raw", JSONB()),
    Column("status", Text, nullable=False, server_default=text("'open'")),
    CheckConstraint("status IN ('open', 'replayed', 'waived')", "status"),
    Index(None, "quarantine_id"),
    schema="ledger",
)

drift = Table(
    "drift",
    metadata,
    Column("delivery_id", Text, ForeignKey(deliveries.c.delivery_id), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("column_name", Text, primary_key=True),
    _needed("message"),
    schema="ledger",
)

source_columns = Table(
    "source_columns",
    metadata,
    Column("source", Text, primary_key=True),
    _needed("business_date", Date()),
    _needed("headings", ARRAY(Text())),
    schema="ledger",
)

enterprises = Table(
    "enterprises",
    metadata,
    Column("enterprise_id", Text, primary_key=True),
    _needed("county_code"),
    _needed("enterprise_name"),
    Column("uscc", Text, unique=True),
    schema="core",
)

enterprise_names = Table(
    "enterprise_names",
    metadata,
    Column("enterprise_id", Text, ForeignKey(enterprises.c.enterprise_id), primary_key=True),
    Column("county_code", Text, primary_key=True),
    Column("name_key", Text, primary_key=True),
    _needed("name"),
    Index(None, "county_code", "name_key"),
    schema="core",
)

items = Table(
    "items",
    metadata,
    Column("item_id", Text, primary_key=True),
    Column("enterprise_id", Text, ForeignKey(enterprises.c.enterprise_id), nullable=False),
    Column("recurrence_of", Text, ForeignKey("core.items.item_id")),
    _needed("site_key"),
    _needed("text_key"),
    Index(None, "enterprise_id"),
    schema="core",
)

statements = Table(
    "statements",
    metadata,
    Column("delivery_id", Text, ForeignKey(deliveries.c.delivery_id), primary_key=True),
    Column("record_id", Text, primary_key=True),
    Column("item_id", Text, ForeignKey(items.c.item_id), nullable=False),
    _needed("source"),
    _needed("row_key"),
    _needed("business_date", Date()),
    _needed("file_name"),
    _needed("sheet"),
    _needed("row_number", Integer()),
    _needed("part", Integer()),
    _needed("relation"),
    _needed("match_probability", Double()),
    _needed("flags", ARRAY(Text())),
    _needed("raw", JSONB()),
    _needed("authority", Integer()),
    _needed("verifies", Boolean()),
    *field_columns(HAZARD),
    CheckConstraint("relation IN ('new', 'update', 'duplicate')", "relation"),
    Index(None, "item_id"),
    schema="core",
)

source_rows = Table(
    "source_rows",
    metadata,
    Column("source", Text, primary_key=True),
    Column("row_key", Text, primary_key=True),
    Column("item_id", Text, ForeignKey(items.c.item_id), nullable=False),
    Column("source_key", Text),
    _needed("part", Integer()),
    _needed("content_key"),
    _needed("state_hash"),
    _needed("row_hash"),
    _needed("reading_fingerprint"),
    _needed("business_date", Date()),
    _needed("found_on", Date()),
    _needed("status"),
    Column("closed_on", Date),
    _needed("authority", Integer()),
    Column("missing_since", Date),
    Column("changed_by", Text, ForeignKey(deliveries.c.delivery_id), nullable=False),
    Index(None, "item_id"),
    Index(None, "changed_by"),
    schema="core",
)

judgements = Table(
    "judgements",
    metadata,
    Column("judgement_id", Text, primary_key=True),
    _needed("delivery_id"),
    _needed("record_id"),
    Column("item_id", Text, ForeignKey(items.c.item_id), nullable=False),
    _needed("verdict"),
    _needed("rule"),
    _needed("score", Double()),
    _needed("evidence", JSONB()),
    _needed("model"),
    _needed("decided_by"),
    _needed("night", Date()),
    Column("superseded_by", Text, ForeignKey("core.judgements.judgement_id")),
    CheckConstraint("verdict IN ('new', 'same', 'recurrence')", "verdict"),
    Index(None, "item_id"),
    schema="core",
)

nights = Table(
    "nights",
    metadata,
    Column("night", Date, primary_key=True),
    _needed("published_at", DateTime(timezone=True)),
    schema="mart",
)


def _state_columns() -> Iterator[Column[Any]]:
    yield _needed("status")
    yield _needed("level")
    yield Column("due_on", Date)
    yield _needed("found_on", Date())
    yield _needed("is_open", Boolean())
    yield Column("rectified_on", Date)
    yield Column("verified_on", Date)
    yield Column("closed_on", Date)
    yield _needed("county_code")
    yield _needed("channel")


item_history = Table(
    "item_history",
    metadata,
    Column("item_id", Text, ForeignKey(items.c.item_id), primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("valid_to", Date),
    *_state_columns(),
    CheckConstraint("valid_to IS NULL OR valid_to > valid_from", "interval"),
    Index(None, "valid_from", "valid_to"),
    schema="mart",
)

item_state = Table(
    "item_state",
    metadata,
    Column("item_id", Text, ForeignKey(items.c.item_id), primary_key=True),
    *_state_columns(),
    Column("town", Text),
    Column("site", Text),
    _needed("description"),
    Column("category", Text),
    Column("department", Text),
    _needed("supervised", Boolean()),
    _needed("source_count", Integer()),
    _needed("reopened_count", Integer()),
    _needed("first_business_date", Date()),
    _needed("last_business_date", Date()),
    Column("missing_since", Date),
    _needed("has_conflict", Boolean()),
    schema="mart",
)

item_daily = Table(
    "item_daily",
    metadata,
    Column("business_date", Date, primary_key=True),
    Column("county_code", Text, primary_key=True),
    Column("level", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    _count("found_total"),
    _count("open_count"),
    _count("rectified_count"),
    _count("verified_count"),
    _count("overdue_count"),
    _count("recurred_count"),
    schema="mart",
)

campaign_progress = Table(
    "campaign_progress",
    metadata,
    Column("business_date", Date, primary_key=True),
    Column("programme", Text, primary_key=True),
    Column("metric", Text, primary_key=True),
    Column("county_code", Text, primary_key=True),
    Column("numerator", Numeric(18, 4)),
    Column("denominator", Numeric(18, 4)),
    Column("value", Numeric(18, 4)),
    Column("target", Numeric(18, 4)),
    Column("previous_year_value", Numeric(18, 4)),
    _needed("status"),
    schema="mart",
)

revisions = Table(
    "revisions",
    metadata,
    Column("business_date", Date, primary_key=True),
    Column("metric", Text, primary_key=True),
    Column("county_code", Text, primary_key=True),
    Column("revised_at", DateTime(timezone=True), primary_key=True),
    Column("old_value", Numeric(18, 4)),
    Column("new_value", Numeric(18, 4)),
    _needed("cause"),
    schema="mart",
)

units = Table(
    "units",
    metadata,
    Column("county_code", Text, primary_key=True),
    _needed("county_name"),
    _needed("kind"),
    _needed("report_order", Integer()),
    _needed("old_names", JSONB()),
    schema="core",
)

metrics = Table(
    "metrics",
    metadata,
    Column("metric", Text, primary_key=True),
    _needed("name_zh"),
    _needed("definition"),
    _needed("unit"),
    Column("numerator", Text),
    Column("denominator", Text),
    _needed("is_lower_better", Boolean()),
    _needed("sql"),
    _needed("report_order", Integer()),
    schema="core",
)

targets = Table(
    "targets",
    metadata,
    Column("programme", Text, primary_key=True),
    Column("metric", Text, primary_key=True),
    Column("due_on", Date, primary_key=True),
    _needed("value", Numeric(18, 4)),
    schema="core",
)

programmes = Table(
    "programmes",
    metadata,
    Column("programme", Text, primary_key=True),
    _needed("name_zh"),
    _needed("starts_on", Date()),
    _needed("ends_on", Date()),
    _needed("metrics", ARRAY(Text())),
    schema="core",
)


def _aside(table: Table) -> Table:
    """A place to build ``table`` aside: same columns and key, no log, no foreign keys."""
    columns = (
        Column(column.name, column.type, primary_key=column.primary_key, nullable=column.nullable)
        for column in table.columns
    )
    return Table(table.name, metadata, *columns, schema="aside", prefixes=["UNLOGGED"])


touched_items = Table(
    "touched_items",
    metadata,
    Column("item_id", Text, primary_key=True),
    schema="aside",
    prefixes=["UNLOGGED"],
)

item_as_of = Table(
    "item_as_of",
    metadata,
    Column("item_id", Text, primary_key=True),
    *_state_columns(),
    _needed("has_recurred", Boolean()),
    schema="aside",
    prefixes=["UNLOGGED"],
)

ASIDE = tuple(_aside(table) for table in (item_history, item_state, item_daily, campaign_progress))
