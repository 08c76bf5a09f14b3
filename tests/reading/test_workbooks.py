"""Cells of workbooks become the text a person would have typed."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
import xlsxwriter

from zhiben.reading import ReadingHints, UnreadableFileError, read
from zhiben.reading.opendocument import merges_by_sheet
from zhiben.reading.workbook import datetime_text, duration_text, number_text
from zhiben.simulation.opendocument import opendocument_of
from zhiben.simulation.sheets import Line, Sheet

from .made import (
    FIRST,
    HEADINGS,
    HINTS,
    SECOND,
    is_heading,
    old_workbook,
    table,
    workbook,
    zipped,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (-3.0, "-3"),
        (93.33, "93.33"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (9.11624e17, "911624000000000000"),
        (91411600123456.0, "91411600123456"),
        (1e22, "10000000000000000000000"),
        (float("inf"), "inf"),
    ],
)
def test_numbers(value: float, text: str) -> None:
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ("2024-06-22T14:40", "2024-06-22 14:40:00"),
        ("2024-06-22T23:59:59.991", "2024-06-23 00:00:00"),
        ("9999-12-31T23:59:59.991", "9999-12-31 23:59:59"),
    ],
)
def test_moments_to_the_second(moment: str, text: str) -> None:
    assert datetime_text(dt.datetime.fromisoformat(moment)) == text


def test_durations_may_pass_a_day() -> None:
    assert duration_text(dt.timedelta(hours=36, seconds=5)) == "36:00:05"
    assert duration_text(dt.timedelta(seconds=-60)) == "-00:01:00"


def test_a_date_is_its_value_not_its_display() -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADINGS)
    sheet.write_datetime(1, 2, dt.date(2023, 7, 17), book.add_format({"num_format": 'm"月"d"日"'}))
    sheet.write_row(1, 3, [True, 3])
    book.close()
    assert table(file.getvalue()).rows == [["", "", "2023-07-17", "TRUE", "3", ""]]


@pytest.mark.parametrize("make", [workbook, old_workbook])
def test_old_and_new_workbooks_read_alike(make: type) -> None:
    only = table(make([HEADINGS, FIRST, SECOND]), "台账.xls")
    assert (only.sheet, only.rows) == ("台账", [FIRST, SECOND])


def test_the_content_decides_not_the_extension() -> None:
    assert table(workbook([HEADINGS, FIRST]), "台账.csv").rows == [FIRST]


def test_every_sheet_with_a_table_is_one() -> None:
    data = workbook([HEADINGS, FIRST], 沈丘=[HEADINGS, SECOND], 说明=[["填表说明"]], 空=[])
    reading = read("台账.xlsx", data, HINTS)
    assert [each.sheet for each in reading.tables] == ["台账", "沈丘"]
    assert reading.notes == ("没有台账表格，未读取：工作表“说明”。",)


def _with_hidden() -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet, hidden = book.add_worksheet("台账"), book.add_worksheet("旧表")
    for number, row in enumerate([HEADINGS, FIRST, SECOND]):
        sheet.write_row(number, 0, row)
        hidden.write_row(number, 0, row)
    hidden.hide()
    sheet.set_row(1, None, None, {"hidden": True})
    book.close()
    return file.getvalue()


def test_hidden_sheets_are_named_and_hidden_rows_read() -> None:
    reading = read("台账.xlsx", _with_hidden(), HINTS)
    assert [each.row_numbers for each in reading.tables] == [[2, 3]]
    assert reading.notes == (
        "隐藏的工作表未读取：旧表。",
        "工作表“台账”有 1 个隐藏行（第 2 行），已照常读取。",
    )


def test_a_ledger_on_a_hidden_sheet_alone_is_told_so() -> None:
    book = openpyxl.Workbook()
    book.active.append(["填表说明"])
    hidden = book.create_sheet("旧表")
    hidden.append(HEADINGS)
    hidden.sheet_state = "hidden"
    book.save(file := io.BytesIO())
    with pytest.raises(UnreadableFileError, match=r"没有找到台账的表头.*隐藏的工作表未读取：旧表"):
        read("台账.xlsx", file.getvalue(), HINTS)


def test_formulas_without_a_result_are_told_of() -> None:
    book = openpyxl.Workbook()
    book.active.title = "台账"
    for row in (HEADINGS, FIRST, ["2", "乙厂", "2024-06-01", "=A1&B1", "", ""]):
        book.active.append(row)
    book.save(file := io.BytesIO())
    (note,) = read("台账.xlsx", file.getvalue(), HINTS).notes
    assert "1 个公式没有保存计算结果（D3）" in note


def test_a_formula_with_a_result_is_its_result() -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADINGS)
    sheet.write_row(1, 0, FIRST)
    sheet.write_formula(1, 3, "=A1", None, "漏电")
    book.close()
    reading = read("台账.xlsx", file.getvalue(), HINTS)
    assert (reading.tables[0].rows[0][3], reading.notes) == ("漏电", ())


def test_a_contract_may_have_it_the_other_way_round() -> None:
    hints = ReadingHints(is_heading, skip_hidden_sheets=False, skip_hidden_rows=True)
    reading = read("台账.xlsx", _with_hidden(), hints)
    assert [each.row_numbers for each in reading.tables] == [[3], [2, 3]]
    assert reading.notes == ("工作表“台账”有 1 个隐藏行（第 2 行），未读取。",)


def test_a_cell_far_out_cannot_end_the_process() -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADINGS)
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    with pytest.raises(UnreadableFileError, match="过大"):
        read("台账.xlsx", file.getvalue(), HINTS)


def test_a_name_merged_down_in_an_opendocument_sheet_stands_in_each_row() -> None:
    rows = [HEADINGS, FIRST, ["2", None, "6月2日", "漏电", None, None], SECOND]
    lines = tuple(Line(tuple(row)) for row in rows)
    data = opendocument_of([Sheet("台账", lines, ((1, 1, 2, 1),))])
    assert [row[1] for row in table(data, "台账.ods").rows] == ["甲厂", "甲厂", "乙厂"]


@pytest.mark.parametrize("content", [b"", b"<a", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_no_merges_are_told_of_a_broken_opendocument_sheet(content: bytes) -> None:
    members = {"mimetype": b"application/vnd.oasis", "content.xml": content}
    assert merges_by_sheet(zipped(**members)) == {}
    assert merges_by_sheet(workbook([HEADINGS, FIRST])) == {}
