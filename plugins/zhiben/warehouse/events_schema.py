"""Tables of inspections, accidents, disasters and tasks: a table a kind, a row a version.

Nothing is ever deleted: a changed row of a ledger is a further version, and a row that is gone from
a full ledger is marked in :data:`event_rows`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    Computed,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

from zhiben.matching import EventRow
from zhiben.records import ACCIDENT, EVENT_KINDS, RecordKind
from zhiben.warehouse.schema import deliveries, enterprises, field_columns, metadata, needed


def _of_enterprise(kind: RecordKind) -> Iterator[Column[Any] | Index]:
    if kind.has("enterprise_name"):
        yield Column("enterprise_id", Text, ForeignKey(enterprises.c.enterprise_id))
        yield Index(None, "enterprise_id")


# A number told later than this after the accident is a late restatement: 7 days for fires and road
# traffic, else 30 (the statistical rules of production-safety accidents).
_RESTATEMENT_DAYS = (
    "CASE WHEN COALESCE(accident_type, '') || COALESCE(sector, '') "
    "~ '火灾|道路交通|交通事故|车祸' THEN 7 ELSE 30 END"
)


def _of_accident(kind: RecordKind) -> Iterator[Column[Any]]:
    if kind is ACCIDENT:
        yield Column("restatement_days", Integer, Computed(_RESTATEMENT_DAYS, persisted=True))


def _events(kind: RecordKind) -> Table:
    """What rows of ``kind`` said; :data:`event_rows` has what they say now."""
    return Table(
        f"{kind.name}s",
        metadata,
        Column("delivery_id", Text, ForeignKey(deliveries.c.delivery_id), primary_key=True),
        Column("record_id", Text, primary_key=True),
        needed("event_id"),
        needed("source"),
        needed("row_key"),
        needed("business_date", Date()),
        needed("file_name"),
        needed("sheet"),
        needed("row_number", Integer()),
        needed("relation"),
        needed("flags", ARRAY(Text())),
        needed("raw", JSONB()),
        Column("hidden", JSONB),  # the texts that show less, as they came
        needed("authority", Integer()),
        needed("state_hash"),
        *_of_enterprise(kind),
        *field_columns(kind),
        *_of_accident(kind),
        CheckConstraint("relation IN ('new', 'update', 'duplicate')", "relation"),
        Index(None, "source", "row_key", "business_date"),
        Index(None, "event_id"),
        schema="core",
    )


events: dict[str, Table] = {kind.name: _events(kind) for kind in EVENT_KINDS}

event_rows = Table(
    "event_rows",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("row_key", Text, primary_key=True),
    needed("event_id"),
    Column("source_key", Text),
    needed("identity"),
    needed("state_hash"),
    needed("row_hash"),
    needed("reading_fingerprint"),
    needed("business_date", Date()),
    Column("missing_since", Date),
    Column("changed_by", Text, ForeignKey(deliveries.c.delivery_id), nullable=False),
    CheckConstraint(f"kind IN {tuple(events)!r}", "kind"),
    Index(None, "kind", "identity"),
    Index(None, "source", "source_key"),
    Index(None, "event_id"),
    Index(None, "changed_by"),
    schema="core",
)

EVENT_ROW = tuple(event_rows.c[each.name] for each in fields(EventRow))  # in that order
