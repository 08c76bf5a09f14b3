"""Writes the monthly form as a workbook: a sheet for the city, one of all units, one a unit."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from zhiben.reporting.cells import as_written
from zhiben.reporting.month import FormLine, Month, UnitForm
from zhiben.reporting.workbooks import A4, free_name, new_book

BY_UNIT = "分单位"  # the sheet of all units
LAST = 12  # the last of the form's columns
_HEAD = 3  # the row its headings begin in
_BODY = 7
_WIDTHS = (32, 11, 9, 9, 8, 9, 10, 8, 9, 11, 9, 9, 11)
_TEXT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True}
_BOXED = {**_TEXT, "border": 1, "align": "center"}
_LOOKS: Mapping[str, Mapping[str, object]] = {
    "title": {"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"},
    "period": {**_TEXT, "align": "center"},
    "line": {**_TEXT, "text_wrap": False},
    "right": {**_TEXT, "text_wrap": False, "align": "right"},
    "head": {**_BOXED, "bold": True},
    "name": {**_BOXED, "align": "left"},
    "part": {**_BOXED, "align": "left", "indent": 2},
    "count": {**_BOXED, "num_format": "0"},
    "rate": {**_BOXED, "num_format": "0.0"},
    "funds": {**_BOXED, "num_format": "0.00"},
    "note": {**_TEXT, "font_size": 9, "valign": "top"},
}
# First row, first column, last row, last column (of the headings), and the words.
_SPANS = (
    (0, 1, 2, 1, "排查治理事故隐患的生产经营单位（家）"),
    (0, 2, 0, 4, "一般隐患"),
    (0, 5, 0, 11, "重大隐患"),
    (1, 2, 2, 2, "一般隐患（项）"),
    (1, 3, 2, 3, "其中：已整改（项）"),
    (1, 4, 2, 4, "整改率（%）"),
    (1, 5, 2, 5, "重大隐患（项）"),
    (1, 6, 2, 6, "其中：已整改销号（项）"),
    (1, 7, 2, 7, "整改率（%）"),
    (1, 8, 1, 9, "治理计划"),
    (1, 10, 1, 11, "挂牌督办"),
    (2, 8, 2, 8, "列入治理计划（项）"),
    (2, 9, 2, 9, "其中：达到“五到位”要求（项）"),
    (2, 10, 2, 10, "挂牌督办（项）"),
    (2, 11, 2, 11, "其中：省级挂牌督办（项）"),
    (0, 12, 2, 12, "累计落实治理资金（万元）"),
)
_NOTE = (
    "说明：1.数字为当年1月1日至本月末发现的隐患，按本月最后一夜发布时的情况。2.第1栏的家数按企业去重，"
    "各行、各单位之间不能相加。3.整改率＝已整改（销号）÷查出，查出或整改为零时空着。4.第8至12栏空着，"
    "表示台账里没有这一栏，情况未知，不是零。"
)
_FORMATS = {4: "rate", 7: "rate", 12: "funds"}


def month_book(title: str, month: Month, forms: Sequence[UnitForm]) -> bytes:
    """The workbook called ``title``; the same numbers give the same bytes."""
    stream = io.BytesIO()
    book = new_book(stream, title=title)
    looks = {name: book.add_format(dict(look)) for name, look in _LOOKS.items()}
    taken = {BY_UNIT}
    for form in forms:
        sheet = book.add_worksheet(free_name(form.name, taken, "单位"))
        _fill(sheet, looks, title, month, form.name, "行业领域", form.lines)
        if form.is_city:
            sheet = book.add_worksheet(BY_UNIT)
            _fill(sheet, looks, title, month, BY_UNIT, "单位", _by_unit(forms))
    book.close()
    return stream.getvalue()


def _by_unit(forms: Iterable[UnitForm]) -> list[FormLine]:
    """A line a unit, the city's first."""
    return [replace(form.total, name="全市" if form.is_city else form.name) for form in forms]


def _fill(
    target: Any,  # noqa: ANN401 - untyped library
    looks: Mapping[str, Any],
    title: str,
    month: Month,
    name: str,
    first: str,
    lines: Sequence[FormLine],
) -> None:
    """Fill a sheet: title, who and when, headings of four rows, the lines, the notes."""
    _lay_out(target)
    target.merge_range(0, 0, 0, LAST, as_written(title), looks["title"])
    target.merge_range(1, 0, 1, LAST, f"（{month.period}）", looks["period"])
    _headings(target, looks, name, month, first)
    for place, line in enumerate(lines):
        _line(target, looks, _BODY + place, line)
    end = _BODY + len(lines)
    target.merge_range(end, 0, end, LAST, _NOTE, looks["note"])
    target.set_row(end, 42)
    target.write_string(end + 1, 0, "单位负责人：", looks["line"])
    target.write_string(end + 1, 5, "填表人：", looks["line"])
    target.write_string(end + 1, 9, "填报日期：", looks["line"])
    target.print_area(0, 0, end + 1, LAST)


def _headings(
    target: Any,  # noqa: ANN401
    looks: Mapping[str, Any],
    name: str,
    month: Month,
    first: str,
) -> None:
    day = month.last_day
    target.write_string(2, 0, as_written(f"填报单位：{name}"), looks["line"])
    until = f"截至{day.year}年{day.month}月{day.day}日"
    target.merge_range(2, 9, 2, LAST, until, looks["right"])
    target.merge_range(_HEAD, 0, _HEAD + 3, 0, first, looks["head"])
    for top, left, bottom, right, words in _SPANS:
        if (top, left) == (bottom, right):
            target.write_string(_HEAD + top, left, words, looks["head"])
        else:
            target.merge_range(_HEAD + top, left, _HEAD + bottom, right, words, looks["head"])
    for column in range(1, LAST + 1):
        target.write_number(_HEAD + 3, column, column, looks["count"])


def _line(target: Any, looks: Mapping[str, Any], row: int, line: FormLine) -> None:  # noqa: ANN401
    target.set_row(row, 20)
    look = looks["part" if line.is_part else "head" if line.is_total else "name"]
    target.write_string(row, 0, as_written(line.name), look)
    for column, number in enumerate(line.numbers, start=1):
        look = looks[_FORMATS.get(column, "count")]
        if number is None:
            target.write_blank(row, column, None, look)
        else:
            target.write_number(row, column, float(number), look)


def _lay_out(target: Any) -> None:  # noqa: ANN401
    """A4 across, one page wide, the headings on every page."""
    for column, width in enumerate(_WIDTHS):
        target.set_column(column, column, width)
    for row, points in ((0, 30), (1, 18), (2, 20), (3, 22), (4, 22), (5, 60)):
        target.set_row(row, points)
    target.set_landscape()
    target.set_paper(A4)
    target.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
    target.fit_to_pages(1, 0)
    target.center_horizontally()
    target.repeat_rows(_HEAD, _HEAD + 3)
    target.freeze_panes(_BODY, 1)
    target.set_footer("&C第 &P 页，共 &N 页")
