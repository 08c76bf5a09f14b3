"""A refused row as it stands in the workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

ID, ACTION, WHY = "隔离编号", "处理", "豁免理由"
LEADING = (ID, "报送日期", "文件", "工作表", "行号", "分条", "问题", ACTION, WHY)
CORRECT, WAIVE = "更正", "豁免"
_OWN = "（台账）"


@dataclass(frozen=True)
class CaseRow:
    """One case: its row as received, its place, what is wrong and under which headings."""

    quarantine_id: str
    source: str
    business_date: date
    file_name: str
    sheet: str
    row_number: int
    part: int
    message: str
    cells: Mapping[str, str]
    in_question: frozenset[str]


@dataclass(frozen=True)
class CaseSheet:
    """The cases of one source under the source's own headings."""

    source: str
    headings: tuple[str, ...]
    rows: tuple[CaseRow, ...]


def own_title(heading: str) -> str:
    """The column's title for a heading of the source that bears a name of ours."""
    return f"{heading}{_OWN}" if heading.removesuffix(_OWN) in LEADING else heading
