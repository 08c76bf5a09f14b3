"""The record kinds: what a row of each kind of ledger can say."""

from __future__ import annotations

from zhiben.records.accident import ACCIDENT, ACCIDENT_CLASSES, accident_class
from zhiben.records.columns import arrow_schema, unread_column
from zhiben.records.common import CHANNELS
from zhiben.records.disaster import DISASTER, DISASTER_TYPES
from zhiben.records.fields import DateOrder, Field, FieldType, RecordKind
from zhiben.records.hazard import HAZARD, LEVELS, STATUSES
from zhiben.records.inspection import INSPECTION, RESULTS
from zhiben.records.task import TASK, TASK_STATUSES

# Kinds whose every row stands for one thing; the findings of a hazard ledger are matched instead.
EVENT_KINDS = (INSPECTION, ACCIDENT, DISASTER, TASK)
KINDS: dict[str, RecordKind] = {kind.name: kind for kind in (HAZARD, *EVENT_KINDS)}

__all__ = [
    "ACCIDENT",
    "ACCIDENT_CLASSES",
    "CHANNELS",
    "DISASTER",
    "DISASTER_TYPES",
    "EVENT_KINDS",
    "HAZARD",
    "INSPECTION",
    "KINDS",
    "LEVELS",
    "RESULTS",
    "STATUSES",
    "TASK",
    "TASK_STATUSES",
    "DateOrder",
    "Field",
    "FieldType",
    "RecordKind",
    "accident_class",
    "arrow_schema",
    "unread_column",
]
