"""Tables of text as reading hands them on, and proposals made of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tests.normalizing.made import UNITS, VOCABULARY
from zhiben.proposing import Proposal, propose
from zhiben.reading import SourceTable
from zhiben.records import HAZARD

DAY = date(2026, 3, 5)
KNOWN = {
    "企业名称": ("周口市甲机械有限公司", "沈丘县乙面粉厂", "沈丘县丙超市", "沈丘县丁酒店"),
    "隐患描述": ("灭火器压力不足", "配电箱未接地", "安全出口锁闭", "通道堆放杂物"),
    "检查日期": ("2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"),
}


def table(title: str = "", file_name: str = "a.xlsx", **columns: Sequence[str]) -> SourceTable:
    rows = [list(row) for row in zip(*columns.values(), strict=True)]
    return SourceTable(file_name, "台账", title, tuple(columns), [*range(2, 2 + len(rows))], rows)


def proposed(*tables: SourceTable, county: str | None = None) -> Proposal:
    return propose("new", HAZARD, tables, VOCABULARY, UNITS, DAY, county)


def field_of(proposal: Proposal, heading: str) -> str | None:
    return next(one.field for one in proposal.columns if one.heading == heading)


def asked(proposal: Proposal, key: str) -> list[str]:
    return [one.about for one in proposal.questions if one.key == key]
