"""Writes the workbook of refused rows: one sheet a source, every cell text, nothing a formula."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhiben.reporting.cells import OURS, TITLE, as_written, columns_wide
from zhiben.reporting.corrections.model import (
    ACTION,
    CORRECT,
    ID,
    LEADING,
    WAIVE,
    WHY,
    CaseRow,
    CaseSheet,
    own_title,
)
from zhiben.reporting.wording import day
from zhiben.reporting.workbooks import (
    A4,
    GUIDE,
    Formats,
    Looks,
    fit_height,
    free_name,
    guided_book,
    lay_out,
)

_WIDTHS = {ID: 20, "报送日期": 15, "文件": 18, "工作表": 10, "行号": 6, "分条": 6, "问题": 42,
           ACTION: 8, WHY: 18}  # fmt: skip
_OWN_WIDTHS = (9, 36)
_LOOKED_AT = 200
_FORMATS: Looks = {
    "title": {**TITLE, "bg_color": "#E4E8EE"},
    "title_ours": {**TITLE, "bg_color": "#CFD8E6"},
    "title_asked": {**TITLE, "bg_color": "#BFDDC3"},
    "ours": OURS,
    "problem": {**OURS, "font_color": "#B8141C"},
    "asked": {"bg_color": "#EFF7F0"},
    "plain": {},
    "broken": {"bg_color": "#FFE08A"},
}
_GUIDE = (
    "每张表是一个来源没有接收的行，一行一条。黄色的格子是有问题的内容，“问题”一栏写明原因和改法。",
    "一、改正：直接在黄色的格子里改成正确的内容，别的格子有错也可以一并改。不用选“处理”。",
    "二、豁免：确实不该计入的行（如重复登记、已并入别的行），在“处理”一栏选“豁免”，并写明豁免理由。",
    "三、不动的行仍然待处理，下次还可以再改。",
    "四、不要改“隔离编号”；可以排序、筛选、隐藏或移动列；不处理的行可以删掉，不影响别的行。",
    "五、新发现的隐患不要加在这里，请照常报入台账。",
    "六、改好后存盘，把这份工作簿交回。补录的行按原来的报送日期计入。",
    "工作簿里的姓名、电话是完整的，请勿外传。",
)


def correction_workbook(sheets: Sequence[CaseSheet]) -> bytes:
    """The workbook; the same cases give the same bytes."""

    def fill(book: Any, formats: Formats) -> None:  # noqa: ANN401 - untyped library
        taken = {GUIDE.casefold()}
        for sheet in sheets:
            _write(book.add_worksheet(free_name(sheet.source, taken, "来源")), sheet, formats)

    return guided_book("未接收的行", _FORMATS, fill, _GUIDE)


def _write(target: Any, sheet: CaseSheet, formats: Formats) -> None:  # noqa: ANN401
    titles = (*LEADING, *(own_title(one) for one in sheet.headings))
    for column, title in enumerate(titles):
        target.write_string(0, column, as_written(title), formats[_title_format(title, column)])
    widths = [*_WIDTHS.values(), *(_width(one, sheet.rows) for one in sheet.headings)]
    for column, width in enumerate(widths):
        target.set_column(column, column, width)
    for number, row in enumerate(sheet.rows, start=1):
        _write_row(target, number, row, sheet.headings, formats)
        fit_height(target, number, _texts(row, sheet.headings), widths)
    choice = (ACTION, (CORRECT, WAIVE))
    lay_out(target, len(sheet.rows), titles, choice, frozen=1, paper=A4)


def _title_format(title: str, column: int) -> str:
    if column >= len(LEADING):
        return "title"
    return "title_asked" if title in {ACTION, WHY} else "title_ours"


def _write_row(
    target: Any,  # noqa: ANN401 - untyped library
    number: int,
    row: CaseRow,
    headings: Sequence[str],
    formats: Formats,
) -> None:
    part = str(row.part) if row.part > 1 else ""
    leading = (
        row.quarantine_id, day(row.business_date), row.file_name, row.sheet, str(row.row_number),
        part, row.message, "", "",
    )  # fmt: skip
    for column, (title, text) in enumerate(zip(LEADING, leading, strict=True)):
        kind = "asked" if title in {ACTION, WHY} else "problem" if title == "问题" else "ours"
        target.write_string(number, column, as_written(text), formats[kind])
    for column, heading in enumerate(headings, start=len(LEADING)):
        kind = "broken" if heading in row.in_question else "plain"
        target.write_string(number, column, as_written(row.cells.get(heading, "")), formats[kind])


def _width(heading: str, rows: Sequence[CaseRow]) -> float:
    least, most = _OWN_WIDTHS
    texts = [heading, *(row.cells.get(heading, "") for row in rows[:_LOOKED_AT])]
    longest = max((columns_wide(line) for one in texts for line in one.split("\n")), default=0)
    return min(most, max(least, longest + 2))


def _texts(row: CaseRow, headings: Sequence[str]) -> list[str]:
    """What may need several lines of each column."""
    return [
        row.quarantine_id, "", row.file_name, row.sheet, "", "", row.message, "", "",
        *(row.cells.get(one, "") for one in headings),
    ]  # fmt: skip
