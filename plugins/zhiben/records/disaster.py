"""The record kind ``disaster``: one report of a natural disaster (灾情)."""

from __future__ import annotations

from dataclasses import replace

from zhiben.records.common import COUNTY, TOWN
from zhiben.records.fields import Field, FieldType, RecordKind

_T = FieldType

# The kinds of 自然灾害情况统计调查制度.
DISASTER_TYPES = (
    "flood", "drought", "typhoon", "hail", "cold_and_snow", "earthquake", "geological", "marine",
    "sandstorm", "wildfire", "biological",
)  # fmt: skip


def _count(name: str, zh: str, en: str) -> Field:
    return Field(name, _T.COUNT, zh, en, finding=True, vital=True)


DISASTER = RecordKind(
    name="disaster",
    zh="灾情台账",
    noun="灾情",
    counters="[起次]",
    fields=(
        Field(
            "occurred_on",
            _T.DATE,
            "灾害日期",
            "day it struck",
            required=True,
            finding=True,
            wanted=True,
        ),
        Field(
            "disaster_type",
            _T.WORD,
            "灾害种类",
            "kind of disaster",
            required=True,
            words=DISASTER_TYPES,
            finding=True,
            wanted=True,
        ),
        COUNTY,
        replace(TOWN, wanted=False),
        _count("affected_people", "受灾人口", "people affected"),
        _count("deaths", "死亡人口", "people killed"),
        _count("missing", "失踪人口", "people missing"),
        Field(
            "direct_loss_yuan",
            _T.MONEY,
            "直接经济损失",
            "direct loss, yuan",
            finding=True,
            vital=True,
        ),
        _count("collapsed_rooms", "倒塌房屋间数", "rooms that collapsed"),
    ),
    orders=(),
    happened="occurred_on",
    identity=("occurred_on", "disaster_type", "county", "town"),
)
