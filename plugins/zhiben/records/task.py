"""The record kind ``task``: one undertaking of a programme: whose, by when, done or not."""

from __future__ import annotations

from dataclasses import replace

from zhiben.records.common import COUNTY, PROGRAMME
from zhiben.records.fields import Field, FieldType, RecordKind

_T = FieldType

TASK_STATUSES = ("open", "in_progress", "done", "cancelled")

TASK = RecordKind(
    name="task",
    zh="任务清单",
    noun="任务",
    counters="[项条個个]",
    fields=(
        replace(PROGRAMME, en="programme it belongs to", required=True),
        Field(
            "title",
            _T.TEXT,
            "任务名称",
            "what is to be done",
            required=True,
            finding=True,
            wanted=True,
        ),
        Field(
            "owner_unit",
            _T.TEXT,
            "责任单位",
            "unit that answers for it",
            required=True,
            wanted=True,
            grouped=True,
        ),
        Field("owner_person", _T.PEOPLE, "责任人", "who answers for it", personal=True),
        COUNTY,
        Field("due_on", _T.DATE, "完成时限", "last day of the time allowed", wanted=True),
        Field("done_on", _T.DATE, "完成日期", "day it was done"),
        Field(
            "status",
            _T.WORD,
            "完成状态",
            "how far it is",
            words=TASK_STATUSES,
            wanted=True,
            advances=True,
        ),
        Field("quantity_target", _T.COUNT, "目标数量", "how many are to be done", vital=True),
        Field("quantity_done", _T.COUNT, "完成数量", "how many are done", vital=True),
    ),
    orders=(),
    happened="done_on",
    progress=("status", "done_on", "quantity_done"),
    identity=("programme", "title", "owner_unit", "county"),
)
