"""The clerk's own workbook handed back: marked, and otherwise as it was."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from tests.reading.made import FIRST, HEADINGS, HINTS, SECOND, old_workbook, workbook
from zhiben.reading import read_grids
from zhiben.reporting.receipts import Handback, Mark, handback

MARKS = [
    Mark("台账", 3, 2, "日期不对"),
    Mark("台账", 3, 4, "词不认识"),
    Mark("台账", 3, 2, "又一条"),
]
TOUCHED = ("styles.xml", "sheet1.xml", "sheet1.xml.rels", "[Content_Types].xml", "zhiben")


def rich() -> bytes:
    """A workbook with a picture, a formula, a merge, widths, a note and a second sheet."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    book.set_properties({"created": datetime.fromisoformat("2026-03-01T08:00")})
    sheet = book.add_worksheet("台账")
    sheet.write_row(0, 0, HEADINGS)
    sheet.write_row(1, 0, FIRST)
    sheet.write_row(2, 0, SECOND, book.add_format({"bold": True, "bg_color": "#00FF00"}))
    sheet.write_formula(3, 1, "=1+1", None, 2)
    sheet.merge_range("A6:C6", "制表人")
    sheet.set_column(3, 3, 44)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=台账!$A$2:$A$3"})
    sheet.insert_chart("H2", chart)
    sheet.autofilter("A1:F3")
    book.add_worksheet("说明").write(0, 0, "不动")
    book.close()
    return file.getvalue()


def back(data: bytes, marks: list[Mark] = MARKS, name: str = "台账.xlsx") -> Handback:
    made = handback(data, lambda: read_grids(name, data, HINTS), marks)
    assert made is not None
    return made


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(data: bytes, **more: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts(data) | more).items():
            archive.writestr(name, content)
    return file.getvalue()


def test_cells_in_question_are_coloured_and_say_why() -> None:
    sheet = opened(back(rich()).data)["台账"]
    coloured = {c.coordinate for row in sheet for c in row if c.fill.fgColor.rgb == "FFFFE08A"}
    comments = {c.coordinate: c.comment.text for row in sheet for c in row if c.comment}
    assert coloured == {"C3", "E3"}
    assert comments == {"C3": "日期不对\n又一条", "E3": "词不认识"}
    assert sheet["C3"].font.bold


def test_everything_else_stays_byte_for_byte() -> None:
    before, after = parts(rich()), parts(back(rich()).data)
    same = [name for name in before if not any(word in name for word in TOUCHED)]
    assert len(same) > 8
    assert all(before[name] == after[name] for name in same)
    sheet = opened(back(rich()).data)["台账"]
    assert (sheet["B4"].value, str(sheet.merged_cells), len(sheet._charts)) == ("=1+1", "A6:C6", 1)
    assert [cell.value for cell in sheet[3]] == [*SECOND]


def test_the_same_marks_give_the_same_bytes() -> None:
    assert back(rich()).data == back(rich()).data


def test_a_cell_where_nothing_stood_is_made() -> None:
    sheet = opened(back(rich(), [Mark("台账", 4, 0, "补填"), Mark("台账", 9, 30, "补填")]).data)[
        "台账"
    ]
    assert [sheet[name].comment.text for name in ("A4", "AE9")] == ["补填", "补填"]
    assert sheet["B4"].value == "=1+1"


def test_what_people_commented_before_stays() -> None:
    book = opened(workbook([HEADINGS, FIRST, SECOND]))
    book["台账"]["C3"].comment = Comment("原批注", "科员")
    book["台账"]["A1"].comment = Comment("表头", "科员")
    file = io.BytesIO()
    book.save(file)
    sheet = opened(back(file.getvalue()).data)["台账"]
    assert sheet["C3"].comment.text == "原批注\n日期不对\n又一条"
    assert [sheet[name].comment.text for name in ("A1", "E3")] == ["表头", "词不认识"]


def test_marks_of_a_marked_workbook_are_added() -> None:
    once = back(rich()).data
    sheet = opened(back(once, [Mark("台账", 2, 1, "新的")]).data)["台账"]
    assert [sheet[name].comment.text for name in ("B2", "E3")] == ["新的", "词不认识"]


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"xl/vbaProject.bin": b"x"}, "宏"),
        ({"xl/externalLinks/externalLink1.xml": b"<x/>"}, "外部链接"),
        ({"xl/styles.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><styleSheet/>'}, "特殊"),
        ({"xl/styles.xml": b"<broken"}, "特殊"),
        ({"xl/_rels/workbook.xml.rels": b"<Relationships/>"}, "特殊"),
    ],
)
def test_a_live_or_odd_workbook_comes_back_as_plain_cells(
    more: dict[str, bytes], word: str
) -> None:
    made = handback(with_parts(rich(), **more), lambda: read_grids("a.xlsx", rich(), HINTS), MARKS)
    assert made is not None
    assert word in made.note
    assert set(parts(made.data)).isdisjoint(
        more.keys() - {"xl/styles.xml", "xl/_rels/workbook.xml.rels"}
    )
    assert opened(made.data)["台账"]["C3"].comment.text == "日期不对\n又一条"


def test_an_old_workbook_keeps_cells_rows_and_merges() -> None:
    data = old_workbook([["标题", "", ""], HEADINGS, FIRST, SECOND], (0, 0, 0, 2))
    made = back(data, [Mark(read_grids("a.xls", data, HINTS)[0].name, 4, 3, "改")], "a.xls")
    sheet = opened(made.data).worksheets[0]
    assert [cell.value for cell in sheet[4]] == [*SECOND]
    assert (sheet["D4"].comment.text, str(sheet.merged_cells)) == ("改", "A1:C1")


def test_text_keeps_line_numbers_and_is_never_a_formula() -> None:
    data = '序号,企业名称,隐患描述\n1,甲厂,"a\nb"\n2,=1+1,c\n'.encode()
    sheet = opened(back(data, [Mark("", 4, 1, "改")], "a.csv").data).worksheets[0]
    assert (sheet["B4"].value, sheet["B4"].data_type, sheet["C2"].value) == ("=1+1", "s", "a\nb")


@pytest.mark.parametrize(
    ("data", "marks"),
    [
        (b"PK" + b"x" * (21 << 20), MARKS),
        (b"x", [Mark("", row, 0, "w") for row in range(1, 20_002)]),
    ],
)
def test_what_is_beyond_measure_is_not_handed_back(data: bytes, marks: list[Mark]) -> None:
    assert handback(data, list, marks) is None


def test_a_cell_too_long_for_a_workbook_is_never_cut() -> None:
    data = ("序号,企业名称,隐患描述\n1,甲厂," + "长" * 40_000 + "\n").encode()
    assert handback(data, lambda: read_grids("a.csv", data, HINTS), [Mark("", 2, 0, "改")]) is None
