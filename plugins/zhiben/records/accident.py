"""The record kind ``accident``: one production-safety accident (生产安全事故) and its class."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from zhiben.records.common import COUNTY, TOWN, USCC, address, enterprise
from zhiben.records.fields import DateOrder, Field, FieldType, RecordKind

_T = FieldType

ACCIDENT_CLASSES = ("general", "larger", "serious", "extra_serious")  # 一般 较大 重大 特别重大


@dataclass(frozen=True)
class _Threshold:
    """The least of each that makes an accident one of a class."""

    deaths: int
    serious_injuries: int
    direct_loss_yuan: int


_THRESHOLDS = {
    "larger": _Threshold(3, 10, 10_000_000),
    "serious": _Threshold(10, 50, 50_000_000),
    "extra_serious": _Threshold(30, 100, 100_000_000),
}


def accident_class(
    deaths: int | None, serious_injuries: int | None, direct_loss_yuan: Decimal | None
) -> str:
    """The class of an accident by 《生产安全事故报告和调查处理条例》 (国务院令第493号) art. 3.

    Any one threshold suffices and the highest class wins; 以上 includes the number itself. What is
    not given counts as none.
    """
    reached = "general"
    for name, least in _THRESHOLDS.items():
        if (
            (deaths or 0) >= least.deaths
            or (serious_injuries or 0) >= least.serious_injuries
            or (direct_loss_yuan or 0) >= least.direct_loss_yuan
        ):
            reached = name
    return reached


ACCIDENT = RecordKind(
    name="accident",
    zh="生产安全事故台账",
    noun="事故",
    counters="起",
    fields=(
        Field(
            "occurred_on",
            _T.DATE,
            "事故日期",
            "day it happened",
            required=True,
            finding=True,
            wanted=True,
        ),
        replace(enterprise("enterprise it happened at"), finding=True),
        USCC,
        COUNTY,
        TOWN,
        replace(address("where it happened"), finding=True),
        Field("sector", _T.TEXT, "行业领域", "regulatory sector", grouped=True),
        Field(
            "accident_type",
            _T.TEXT,
            "事故类型",
            "how it came about",
            finding=True,
            wanted=True,
            grouped=True,
        ),
        Field(
            "deaths", _T.COUNT, "死亡人数", "people killed", finding=True, wanted=True, vital=True
        ),
        Field(
            "serious_injuries",
            _T.COUNT,
            "重伤人数",
            "people seriously injured or acutely poisoned",
            finding=True,
            wanted=True,
            vital=True,
        ),
        Field(
            "direct_loss_yuan",
            _T.MONEY,
            "直接经济损失",
            "direct loss, yuan",
            finding=True,
            wanted=True,
            vital=True,
        ),
        Field("reported_on", _T.DATE, "上报日期", "day it was reported", finding=True),
        Field(
            "accident_class",
            _T.WORD,
            "事故等级",
            "class by deaths, serious injuries and direct loss; never typed in",
            words=ACCIDENT_CLASSES,
            derived=True,
        ),
    ),
    orders=(DateOrder("occurred_on", "reported_on"),),
    happened="occurred_on",
    identity=("occurred_on", "enterprise_name", "accident_type"),
)
