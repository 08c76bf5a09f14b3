"""The record kind ``inspection``: one visit to one enterprise, also when nothing was found."""

from __future__ import annotations

from dataclasses import replace

from zhiben.records.common import CHANNEL, COUNTY, PROGRAMME, TOWN, USCC, address, enterprise
from zhiben.records.fields import Field, FieldType, RecordKind

_T = FieldType

STANDARDISATION = ("none", "third", "second", "first")  # 应急〔2021〕83号: 三级, 二级, 一级
RESULTS = ("none_found", "hazards_found", "referred")

INSPECTION = RecordKind(
    name="inspection",
    zh="检查记录",
    noun="检查",
    counters="[家户场]?次",
    fields=(
        enterprise("enterprise visited", required=True),
        USCC,
        COUNTY,
        TOWN,
        address(),
        Field(
            "inspected_on",
            _T.DATE,
            "检查日期",
            "day of the visit",
            required=True,
            finding=True,
            wanted=True,
        ),
        replace(CHANNEL, en="what kind of visit it was"),
        Field("department", _T.TEXT, "检查单位", "department that visited", grouped=True),
        Field("inspector", _T.PEOPLE, "检查人", "people who visited", personal=True, finding=True),
        Field(
            "result",
            _T.WORD,
            "检查结果",
            "nothing found, hazards found, or referred to others",
            words=RESULTS,
            finding=True,
            wanted=True,
        ),
        Field(
            "hazards_found",
            _T.COUNT,
            "发现隐患数",
            "number of hazards found",
            finding=True,
            vital=True,
        ),
        Field("check_topic", _T.TEXT, "检查主题", "what was looked at", grouped=True),
        Field(
            "standardisation",
            _T.WORD,
            "标准化等级",
            "level of work-safety standardisation the enterprise holds",
            words=STANDARDISATION,
            incidental=True,
        ),
        replace(PROGRAMME, en="programme the visit counts for"),
    ),
    orders=(),
    happened="inspected_on",
    identity=("enterprise_name", "inspected_on", "department"),
)
