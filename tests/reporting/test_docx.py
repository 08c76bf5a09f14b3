"""The document's own XML, measured against GB/T 9704-2012."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from zhiben.reporting import Summary, compose, render_docx
from zhiben.reporting.summary import Column, Label, Row, Section, Table

from . import made

if TYPE_CHECKING:
    from docx.document import Document as OpenDocument

SUMMARY = compose(made.with_charts())
POINTS_A_MM = 72 / 25.4


@cache
def opened() -> OpenDocument:
    return of(SUMMARY)


def of(summary: Summary) -> OpenDocument:
    return Document(BytesIO(render_docx(summary)))


def value(element: Any, path: str, attribute: str = "w:val") -> str | None:
    found = element.find("/".join(qn(step) for step in path.split("/")))
    return None if found is None else found.get(qn(attribute))


def test_page_and_margins() -> None:
    page = opened().sections[0]
    sides = (page.top_margin, page.left_margin, page.right_margin, page.bottom_margin)
    assert [round(side.mm) for side in sides] == [37, 28, 26, 35]
    assert [round(side.mm) for side in (page.page_width, page.page_height)] == [210, 297]


def test_grid_of_22_lines_of_28_characters() -> None:
    grid = opened().sections[0]._sectPr.find(qn("w:docGrid"))
    pitch, extra = (int(grid.get(qn(f"w:{name}"))) for name in ("linePitch", "charSpace"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    assert int(225 * POINTS_A_MM / (pitch / 20)) == 22
    assert round(156 * POINTS_A_MM / (16 + extra / 4096), 1) == 28


@pytest.mark.parametrize("name", ["Body Text", "Heading 1", "Heading 2", "Subtitle"])
def test_styles_fill_28_characters_and_22_lines_by_themselves(name: str) -> None:
    style = opened().styles[name]
    wide = style.font.size.pt + int(value(style.element, "w:rPr/w:spacing") or 0) / 20
    assert int(156 * POINTS_A_MM / wide) == 28
    assert int(225 * POINTS_A_MM / style.paragraph_format.line_spacing.pt) == 22
    assert value(style.element, "w:pPr/w:snapToGrid") == "0"


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体", 16),
        ("Body Text", "仿宋", 16),
        ("Footer", "宋体", 14),
    ],
)
def test_fonts(style: str, font: str, size: int) -> None:
    found = opened().styles[style]
    assert value(found.element, "w:rPr/w:rFonts", "w:eastAsia") == font
    assert found.font.size.pt == size


def test_headings_stand_on_their_levels_and_with_what_follows() -> None:
    sections = (Section("一、甲", ()), Section("（一）乙", ()))
    document = of(replace(SUMMARY, sections=sections))
    named = {p.text: p.style for p in document.paragraphs if p.style.name.startswith("Heading")}
    assert {text: style.name for text, style in named.items()} == {
        "一、甲": "Heading 1",
        "（一）乙": "Heading 2",
    }
    assert all(style.paragraph_format.keep_with_next for style in named.values())


def test_odd_page_numbers_stand_right_even_ones_left() -> None:
    document = opened()
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert [value(p._p, "w:pPr/w:jc") for p in (odd, even)] == ["right", "left"]
    assert [value(p._p, "w:fldSimple", "w:instr") for p in (odd, even)] == ["PAGE", "PAGE"]
    assert odd.paragraph_format.right_indent == even.paragraph_format.left_indent
    line = document.styles["Footer"].paragraph_format.line_spacing
    assert round((section.bottom_margin - section.footer_distance - line / 2) / Mm(1)) == 7


def test_tables_repeat_their_header_and_break_no_row() -> None:
    for table in opened().tables:
        marks = [row._tr.trPr for row in table.rows]
        assert marks[0].find(qn("w:tblHeader")) is not None
        assert all(mark.find(qn("w:cantSplit")) is not None for mark in marks)


def table(rows: int) -> Table:
    return Table("表", (Column("甲", "text"),), tuple(Row(((Label("乙"),),)) for _ in range(rows)))


@pytest.mark.parametrize(("rows", "kept"), [(4, 4), (60, 3)])
def test_a_short_table_stays_whole_a_long_one_begins_with_some_rows(rows: int, kept: int) -> None:
    document = of(replace(SUMMARY, sections=(Section("一、甲", (table(rows),)),)))
    marks = [row.cells[0].paragraphs[0].paragraph_format for row in document.tables[0].rows]
    assert sum(bool(mark.keep_with_next) for mark in marks) == kept


def test_columns_fill_the_type_area_and_numbers_have_room() -> None:
    for found in opened().tables:
        widths = [column.width.mm for column in found.columns]
        assert sum(widths) == pytest.approx(156, abs=0.5)
        assert min(widths) > 8


def test_pictures_fit_the_type_area_and_are_told_in_words() -> None:
    shapes = opened().inline_shapes
    words = [shape._inline.docPr.get("descr") for shape in shapes]
    assert words == [chart.words for chart in SUMMARY.charts]
    assert max(shape.width.mm for shape in shapes) <= 156
