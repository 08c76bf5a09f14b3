"""The record kinds: what a row of each kind of ledger can say."""

from __future__ import annotations

from zhiben.records.columns import arrow_schema, unread_column
from zhiben.records.fields import DateOrder, Field, FieldType, RecordKind
from zhiben.records.hazard import CHANNELS, HAZARD, LEVELS, STATUSES

KINDS: dict[str, RecordKind] = {kind.name: kind for kind in (HAZARD,)}

__all__ = [
    "CHANNELS",
    "HAZARD",
    "KINDS",
    "LEVELS",
    "STATUSES",
    "DateOrder",
    "Field",
    "FieldType",
    "RecordKind",
    "arrow_schema",
    "unread_column",
]
