"""The warehouse's tables. What a record kind's fields are comes from their declaration.

Schemas in the order the data walks: ``ledger`` holds what came and what became of it, ``core``
what we hold to be true (enterprises, items, statements, judgements). What is built of these and
published stands in :mod:`zhiben.warehouse.mart`, what a night counts from in
:mod:`zhiben.warehouse.kept`; ``bi`` holds the views that users read (``include/sql/bi``),
``access`` who may see what (:mod:`zhiben.warehouse.access_schema`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
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
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from zhiben.matching import SourceRow, Told
from zhiben.records import HAZARD, KINDS, FieldType, RecordKind

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
SCHEMAS = ("ledger", "core", "mart", "kept", "aside", "bi", "access")
TOLD = tuple(each.name for each in fields(Told))  # what a row says of its hazard
_DATES = ("due_on", "rectified_on")  # what else a row is recognised by
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


def needed(name: str, kind: TypeEngine[Any] | None = None) -> Column[Any]:
    """A column that is never empty."""
    return Column(name, kind or Text(), nullable=False)


def flag(name: str) -> Column[bool]:
    """Whether something is so: it is not, unless said."""
    return Column(name, Boolean, nullable=False, server_default=text("false"))


def count(name: str) -> Column[int]:
    """A number of things, 0 unless said."""
    return Column(name, Integer, nullable=False, server_default=text("0"))


deliveries = Table(
    "deliveries",
    metadata,
    Column("delivery_id", Text, primary_key=True),
    needed("source"),
    Column("kind", Text, nullable=False, server_default=text("'hazard'")),
    needed("county_code"),
    needed("business_date", Date()),
    needed("night", Date()),
    Column("file_name", Text),
    Column("sha256", Text),
    Column("file_stamp", Text),
    needed("status"),
    needed("is_late", Boolean()),
    Column("due_since", Date),  # of one that is missing: the first day of what was due
    count("rows_received"),
    count("rows_loaded"),
    count("rows_quarantined"),
    count("rows_skipped"),
    count("rows_unchanged"),
    count("items_new"),
    count("items_updated"),
    count("items_unchanged"),
    count("items_duplicate"),
    needed("message"),
    Column("reading_fingerprint", Text),
    # The delivery of the same day that is the whole ledger once more.
    Column("replaced_by", Text),
    # What was loaded later has a higher one: of two words of one day the later holds.
    Column("load_number", BigInteger, Identity(always=True), nullable=False),
    flag("is_published"),
    flag("is_replayed"),
    CheckConstraint("rows_received = rows_loaded + rows_quarantined + rows_skipped", "accounting"),
    CheckConstraint("rows_unchanged <= rows_loaded", "unchanged_rows_are_loaded"),
    CheckConstraint(f"status IN {DELIVERY_STATUSES!r}", "status"),
    CheckConstraint(f"kind IN {tuple(KINDS)!r}", "kind"),
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
    needed("outcome"),
    Column("reason", Text),
    Column("words", Text),
    CheckConstraint("outcome IN ('loaded', 'quarantined', 'skipped')", "outcome"),
    schema="ledger",
)

quarantine_cases = Table(
    "quarantine_cases",
    metadata,
    Column("quarantine_id", Text, primary_key=True),
    needed("source"),
    needed("row_hash"),
    needed("part", Integer()),
    needed("first_seen", Date()),
    needed("last_seen", Date()),
    needed("times_seen", Integer()),
    needed("open_since", Date()),
    Column("missing_since", Date),
    Column("status", Text, nullable=False, server_default=text("'open'")),
    Column("closed_at", DateTime(timezone=True)),
    Column("closed_by", Text),
    Column("closed_how", Text),
    Column("closing_delivery_id", Text, ForeignKey(deliveries.c.delivery_id)),
    Column("closing_record_id", Text),
    Column("why", Text),
    Column("correction", JSONB),
    CheckConstraint(
        "(status = 'open' AND closed_how IS NULL) OR (status = 'waived' AND closed_how = 'waived')"
        " OR (status = 'replayed' AND closed_how IN ('later_delivery', 'workbook', 'rejudged'))",
        "one_state",
    ),
    CheckConstraint(
        "num_nulls(closed_at, closed_by, closed_how) = CASE status WHEN 'open' THEN 3 ELSE 0 END",
        "closed_by_somebody",
    ),
    CheckConstraint("(status = 'waived') = (why IS NOT NULL)", "waived_for_a_reason"),
    CheckConstraint(
        "num_nulls(closing_delivery_id, closing_record_id)"
        " = CASE status WHEN 'replayed' THEN 0 ELSE 2 END",
        "replayed_as_a_record",
    ),
    CheckConstraint(
        "(closed_how IS NOT DISTINCT FROM 'workbook') = (correction IS NOT NULL)", "correction"
    ),
    CheckConstraint("first_seen <= open_since AND open_since <= last_seen", "seen"),
    Index(None, "source", "status"),
    schema="ledger",
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("delivery_id", Text, ForeignKey(deliveries.c.delivery_id), primary_key=True),
    Column("record_id", Text, primary_key=True),
    Column("quarantine_id", Text, ForeignKey(quarantine_cases.c.quarantine_id), nullable=False),
    needed("source"),
    needed("file_name"),
    needed("sheet"),
    needed("row_number", Integer()),
    needed("part", Integer()),
    Column("source_key", Text),
    needed("rule"),
    needed("column_name"),
    needed("message"),
    needed("reasons", JSONB()),
    needed("raw", JSONB()),
    flag("is_loaded"),
    Index(None, "quarantine_id"),
    schema="ledger",
)

drift = Table(
    "drift",
    metadata,
    Column("delivery_id", Text, ForeignKey(deliveries.c.delivery_id), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("column_name", Text, primary_key=True),
    needed("message"),
    schema="ledger",
)

source_columns = Table(
    "source_columns",
    metadata,
    Column("source", Text, primary_key=True),
    needed("business_date", Date()),
    needed("headings", ARRAY(Text())),
    needed("profiles", JSONB()),
    schema="ledger",
)

enterprises = Table(
    "enterprises",
    metadata,
    Column("enterprise_id", Text, primary_key=True),
    needed("county_code"),
    needed("enterprise_name"),
    Column("uscc", Text, unique=True),
    Column("town", Text),
    schema="core",
)

enterprise_names = Table(
    "enterprise_names",
    metadata,
    Column("enterprise_id", Text, ForeignKey(enterprises.c.enterprise_id), primary_key=True),
    Column("county_code", Text, primary_key=True),
    Column("name_key", Text, primary_key=True),
    needed("name"),
    flag("is_doubtful"),
    Index(None, "county_code", "name_key"),
    schema="core",
)

enterprise_numbers = Table(
    "enterprise_numbers",
    metadata,
    Column("number", Text, primary_key=True),
    Column("enterprise_id", Text, ForeignKey(enterprises.c.enterprise_id), nullable=False),
    schema="core",
)

name_blocks = Table(
    "name_blocks",
    metadata,
    Column("block", BigInteger, primary_key=True),
    Column("enterprise_id", Text, ForeignKey(enterprises.c.enterprise_id), primary_key=True),
    schema="core",
)

name_scheme = Table(
    "name_scheme",
    metadata,
    Column("scheme", Text, primary_key=True),
    schema="core",
)

items = Table(
    "items",
    metadata,
    Column("item_id", Text, primary_key=True),
    Column("enterprise_id", Text, ForeignKey(enterprises.c.enterprise_id), nullable=False),
    Column("recurrence_of", Text, ForeignKey("core.items.item_id")),
    Column("recurs_by", Text),  # the merge or a later row's judgement that told so; else NULL
    needed("site_key"),
    needed("text_key"),
    Index(None, "enterprise_id"),
    Index(None, "recurrence_of", postgresql_where=text("recurrence_of IS NOT NULL")),
    Index(None, "recurs_by", postgresql_where=text("recurs_by IS NOT NULL")),
    Index(
        "ix_items_that_recur",
        "item_id",
        postgresql_where=text("recurrence_of IS NOT NULL"),
        postgresql_include=["recurrence_of"],
    ),
    schema="core",
)

statements = Table(
    "statements",
    metadata,
    Column("delivery_id", Text, ForeignKey(deliveries.c.delivery_id), primary_key=True),
    Column("record_id", Text, primary_key=True),
    Column("item_id", Text, ForeignKey(items.c.item_id), nullable=False),
    needed("source"),
    needed("row_key"),
    needed("business_date", Date()),
    Column("holds_until", Date),  # the newer ledger of its source that came before it
    Column("gone_on", Date),  # the full ledger of its source that lists the row no more
    Column("gone_by", Text),  # the delivery that showed it
    needed("file_name"),
    needed("sheet"),
    needed("row_number", Integer()),
    needed("part", Integer()),
    needed("relation"),
    needed("match_probability", Double()),
    needed("flags", ARRAY(Text())),
    needed("raw", JSONB()),
    Column("hidden", JSONB),  # the texts that show less, as they came
    needed("authority", Integer()),
    needed("verifies", Boolean()),
    *field_columns(HAZARD),
    CheckConstraint("relation IN ('new', 'update', 'duplicate')", "relation"),
    CheckConstraint("holds_until > business_date", "holds_for_some_days"),
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
    needed("part", Integer()),
    needed("content_key"),
    needed("state_hash"),
    needed("row_hash"),
    needed("reading_fingerprint"),
    needed("business_date", Date()),
    needed("found_on", Date()),
    needed("status"),
    Column("closed_on", Date),
    needed("authority", Integer()),
    Column("missing_since", Date),
    Column("changed_by", Text, ForeignKey(deliveries.c.delivery_id), nullable=False),
    needed("site_key"),
    needed("text_key"),
    *(column for column in field_columns(HAZARD) if column.name in {*TOLD, *_DATES}),
    Index(None, "item_id"),
    Index(None, "changed_by"),
    schema="core",
)

ROW = tuple(source_rows.c[each.name] for each in fields(SourceRow))  # in the order of its fields

text_columns = Table(
    "text_columns",
    metadata,
    Column("text_hash", LargeBinary, primary_key=True),
    needed("version"),
    needed("columns", LargeBinary()),
    schema="core",
)

judgements = Table(
    "judgements",
    metadata,
    Column("judgement_id", Text, primary_key=True),
    needed("delivery_id"),
    needed("record_id"),
    Column("item_id", Text, ForeignKey(items.c.item_id), nullable=False),
    needed("verdict"),
    needed("rule"),
    needed("score", Double()),
    needed("evidence", JSONB()),
    needed("model"),
    needed("decided_by"),
    needed("night", Date()),
    Column("superseded_by", Text, ForeignKey("core.judgements.judgement_id")),
    CheckConstraint("verdict IN ('new', 'same', 'recurrence')", "verdict"),
    Index(None, "item_id"),
    schema="core",
)
