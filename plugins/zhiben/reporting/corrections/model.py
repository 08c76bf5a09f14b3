"""A refused row as it stands in the workbook, and how texts are written into its cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

ID, ACTION, WHY = "隔离编号", "处理", "豁免理由"
LEADING = (ID, "报送日期", "文件", "工作表", "行号", "分条", "问题", ACTION, WHY)
CORRECT, WAIVE = "更正", "豁免"
GUIDE = "填写说明"
LONGEST_CELL = 32_767
_OWN = "（台账）"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|_x[0-9A-Fa-f]{4}_")
# What spreadsheet programs may take for a formula; figures, dashes and telephones are none.
_FORMULA = re.compile(r"'*(?:[=@\t\r]|[+\-](?![\d\s.,()\-]*$))")


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


def as_written(text: str) -> str:
    """``text`` as a cell holds it: no formula for anybody who opens or converts the file."""
    plain = _CONTROL.sub("", text.replace("\r\n", "\n"))[: LONGEST_CELL - 1]
    return f"'{plain}" if _FORMULA.match(plain) else plain


def as_meant(text: str) -> str:
    """What a cell means that holds ``text``: the inverse of :func:`as_written`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
