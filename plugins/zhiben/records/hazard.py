"""The record kind ``hazard``: a finding at an enterprise and its rectification (隐患)."""

from __future__ import annotations

from zhiben.records.common import CHANNEL, COUNTY, PROGRAMME, TOWN, USCC, address, enterprise
from zhiben.records.fields import DateOrder, Field, FieldType, RecordKind

_T = FieldType

LEVELS = ("general", "major")
STATUSES = ("open", "in_progress", "rectified", "verified", "withdrawn")

HAZARD = RecordKind(
    name="hazard",
    zh="隐患排查整改台账",
    noun="隐患",
    counters="[项条处個个]",
    fields=(
        enterprise("enterprise inspected", required=True),
        USCC,
        COUNTY,
        TOWN,
        address(),
        Field("site", _T.TEXT, "隐患部位", "place within the enterprise", wanted=True),
        Field("industry", _T.TEXT, "行业领域", "regulatory sector", grouped=True),
        Field(
            "description",
            _T.TEXT,
            "隐患描述",
            "what was found",
            required=True,
            finding=True,
            wanted=True,
        ),
        Field(
            "category", _T.TEXT, "隐患类别", "category of the hazard", finding=True, grouped=True
        ),
        Field(
            "level",
            _T.WORD,
            "隐患等级",
            "general or major",
            words=LEVELS,
            finding=True,
            wanted=True,
        ),
        Field("check_item", _T.TEXT, "检查项", "check-list line the finding stands under"),
        Field("basis", _T.TEXT, "判定依据", "clause cited", finding=True),
        CHANNEL,
        Field("department", _T.TEXT, "检查单位", "department that found it", grouped=True),
        Field("inspector", _T.PEOPLE, "检查人", "people who found it", personal=True),
        Field(
            "found_on",
            _T.DATE,
            "检查日期",
            "date it was found",
            required=True,
            finding=True,
            wanted=True,
        ),
        Field("measure", _T.TEXT, "整改措施", "what is to be done", finding=True, wanted=True),
        Field(
            "responsible_person",
            _T.PEOPLE,
            "整改责任人",
            "who answers for the rectification",
            personal=True,
            wanted=True,
        ),
        Field("phone", _T.PHONE, "联系电话", "telephone of that person", personal=True),
        Field("funds_yuan", _T.MONEY, "整改资金", "money set aside, yuan", finding=True),
        Field(
            "due_on", _T.DATE, "整改期限", "last day of the time allowed", finding=True, wanted=True
        ),
        Field(
            "status",
            _T.WORD,
            "整改状态",
            "state of the rectification",
            words=STATUSES,
            finding=True,
            wanted=True,
            advances=True,
        ),
        Field("rectified_on", _T.DATE, "整改完成日期", "enterprise says done", finding=True),
        Field("verified_on", _T.DATE, "复查日期", "supervising side says done", finding=True),
        Field("verifier", _T.PEOPLE, "复查人", "who verified", personal=True, finding=True),
        Field("supervised", _T.FLAG, "挂牌督办", "under named supervision", finding=True),
        PROGRAMME,
    ),
    orders=(
        DateOrder("found_on", "due_on"),
        DateOrder("found_on", "rectified_on"),
        DateOrder("found_on", "verified_on"),
    ),
    happened="found_on",
    text="description",
    progress=("status", "rectified_on", "verified_on", "verifier"),
)
