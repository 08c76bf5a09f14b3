"""A workbook of refused rows as it comes back: columns that stand twice, cells that are merged."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from zhiben.reading import ReadingHints, read_grids
from zhiben.reporting.corrections import (
    CaseRow,
    CaseSheet,
    HandedBack,
    Wanted,
    correction_workbook,
    read_handed_back,
)

HEADINGS = ("企业名称", "整改期限", "整改状态")
Change = Callable[[Worksheet], object]


def case(number: int) -> CaseRow:
    cells = dict(zip(HEADINGS, ("甲厂", "2026-03-20", "未整改"), strict=True))
    day, name = date(2026, 3, 10), f"Q{number}"
    return CaseRow(name, "a", day, "台账.csv", "", number, 1, "", cells, frozenset())


def back(change: Change) -> HandedBack[Wanted]:
    """What two rows ask for, once somebody changed their workbook."""
    cases = (case(1), case(2))
    book = openpyxl.load_workbook(
        io.BytesIO(correction_workbook([CaseSheet("a", HEADINGS, cases)]))
    )
    change(book.worksheets[0])
    file = io.BytesIO()
    book.save(file)
    sheets = read_grids("更正.xlsx", file.getvalue(), ReadingHints(lambda _text: False))
    return read_handed_back(sheets, {one.quarantine_id: one for one in cases}, {"a": HEADINGS})


def column(sheet: Worksheet, title: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == title)


def second(title: str, beside: int, word: str) -> Change:
    """A second column of ``title`` left or right of the first, filled for one row."""

    def change(sheet: Worksheet) -> None:
        place = column(sheet, title) + beside
        sheet.insert_cols(place)
        sheet.cell(1, place, title)
        sheet.cell(2, place, word)

    return change


def merged(*titles: str, rows: int) -> Change:
    """The cells of ``titles`` and of the first ``rows`` rows merged into one."""

    def change(sheet: Worksheet) -> None:
        first, last = column(sheet, titles[0]), column(sheet, titles[-1])
        sheet.cell(2, first, "2026-03-31")
        sheet.merge_cells(start_row=2, start_column=first, end_row=1 + rows, end_column=last)

    return change


@pytest.mark.parametrize(
    ("title", "beside", "word"),
    [
        ("整改期限", 0, "2026-03-31"),
        ("整改期限", 1, "2026-03-31"),
        ("整改 期限", 0, "2026-03-31"),
        ("处理", 0, "豁免"),
        ("处理", 1, "豁免"),
    ],
)
def test_a_column_that_stands_twice_changes_nothing_and_is_told(
    title: str, beside: int, word: str
) -> None:
    change = second(title.replace(" ", ""), beside, word)
    told = back(lambda sheet: (change(sheet), retitled(sheet, title)))
    assert told.wanted == ()
    (remark,) = told.remarks
    assert f"“{title.replace(' ', '')}”不止一列" in remark


def retitled(sheet: Worksheet, title: str) -> None:
    sheet.cell(1, column(sheet, title.replace(" ", "")), title)


def test_the_other_columns_count_beside_one_that_stands_twice() -> None:
    change = second("整改期限", 0, "2026-03-31")
    told = back(lambda sheet: (change(sheet), sheet.cell(3, column(sheet, "整改状态"), "已整改")))
    assert [(one.quarantine_id, one.cells) for one in told.wanted] == [
        ("Q2", {"整改状态": "已整改"})
    ]


@pytest.mark.parametrize(
    ("titles", "rows", "place"),
    [
        (("整改期限",), 2, "第 3 行的“整改期限”"),
        (("整改期限", "整改状态"), 1, "第 2 行的“整改状态”"),
    ],
)
def test_of_merged_cells_the_first_counts_and_the_others_stay(
    titles: tuple[str, ...], rows: int, place: str
) -> None:
    told = back(merged(*titles, rows=rows))
    assert [(one.quarantine_id, one.cells) for one in told.wanted] == [
        ("Q1", {"整改期限": "2026-03-31"})
    ]
    assert [f"{place}在合并的单元格里" in one for one in told.remarks] == [True]


def test_a_title_merged_above_the_headings_is_not_told() -> None:
    def titled(sheet: Worksheet) -> None:
        sheet.insert_rows(1)
        sheet.cell(1, 1, "更正表")
        sheet.merge_cells("A1:H1")

    assert back(titled).remarks == ()


def test_two_columns_of_ones_own_are_told_as_before() -> None:
    told = back(lambda sheet: [sheet.cell(1, place, "备注") for place in (20, 21)])
    assert [("多出列“备注”" in one) for one in told.remarks] == [True]
