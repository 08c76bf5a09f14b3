"""The monthly form as a workbook: the form's layout, nothing a formula, blank where unknown."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from zhiben.errors import ZhibenError
from zhiben.reporting.month import FormLine, Month, UnitForm
from zhiben.reporting.month_book import month_book

NUMBERS = (12, 30, 20, Decimal("66.7"), 2, 0, None, None, None, 1, None, Decimal("3.5"))
LINES = tuple(
    FormLine(row, name, row == "5.1", NUMBERS)
    for row, name in (("total", "合计"), ("5", "危险化学品企业"), ("5.1", "=HYPERLINK(1)"))
)
FORMS = (UnitForm("某市", True, LINES), UnitForm("甲县", False, LINES))


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(month_book("月报表", Month(2026, 3), FORMS)))


def row(sheet: Worksheet, number: int) -> list[object]:
    return [cell.value for cell in sheet[number]]


def test_a_sheet_for_the_city_one_of_units_and_one_a_unit(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == ["某市", "分单位", "甲县"]
    assert [book["分单位"].cell(number, 1).value for number in (8, 9)] == ["全市", "甲县"]


def test_headings_stand_over_twelve_numbered_columns(book: openpyxl.Workbook) -> None:
    sheet = book["某市"]
    assert row(sheet, 7)[1:] == list(range(1, 13))
    assert {"B4:B6", "C4:E4", "F4:L4", "I5:J5", "K5:L5", "M4:M6"} <= set(
        map(str, sheet.merged_cells.ranges)
    )
    assert (sheet["A2"].value, sheet["J3"].value) == ("（2026年1月—3月累计）", "截至2026年3月31日")


def test_numbers_are_numbers_and_what_is_unknown_is_blank(book: openpyxl.Workbook) -> None:
    wanted = ["合计", 12, 30, 20, 66.7, 2, 0, None, None, None, 1, None, 3.5]
    assert row(book["某市"], 8) == wanted


def test_it_prints_on_a4_across_with_headings_on_every_page(book: openpyxl.Workbook) -> None:
    sheet = book["甲县"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$4:$7"
    assert sheet["B9"].border.left.style == "thin"


def test_no_cell_is_a_formula(book: openpyxl.Workbook) -> None:
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert book["某市"]["A10"].value == "'=HYPERLINK(1)"


def test_the_same_numbers_give_the_same_bytes() -> None:
    once, again = (month_book("月报表", Month(2026, 3), FORMS) for _ in range(2))
    assert once == again


@pytest.mark.parametrize("label", ["2026-13", "2026-3", "March", "2026-W10"])
def test_what_is_no_month_is_refused(label: str) -> None:
    with pytest.raises(ZhibenError, match="Write it like"):
        Month.parse(label)


def test_a_month_ends_on_its_last_day_and_begins_with_the_year() -> None:
    assert Month.parse("2024-02").last_day == date(2024, 2, 29)
    assert Month.parse("2026-01").period == "2026年1月"


def test_units_whose_names_share_their_beginning_have_a_sheet_each() -> None:
    long = "某" * 31
    forms = (
        *FORMS[:1],
        *(UnitForm(name, False, LINES) for name in (f"{long}甲", f"{long}乙", "分单位")),
    )
    content = month_book("月报表", Month(2026, 3), forms)
    names = openpyxl.load_workbook(io.BytesIO(content)).sheetnames
    assert names == ["某市", "分单位", long, f"{long[:26]}~2", "分单位~2"]
