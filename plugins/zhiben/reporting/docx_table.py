"""Tables of the document: the header repeats on every page, no row breaks over two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Length, Pt

from zhiben.reporting.docx_layout import (
    FANG_SONG,
    HEI,
    TYPE_AREA_WIDTH,
    UNPRINTABLE,
    Fonts,
    leave_grid,
    set_fonts,
)
from zhiben.reporting.summary import Label
from zhiben.reporting.widths import column_shares, heading_lines, is_kept_together, type_size

if TYPE_CHECKING:
    from docx.document import Document as OpenDocument
    from docx.table import Table as DocxTable
    from docx.table import _Cell as DocxCell
    from docx.table import _Row as DocxRow

    from zhiben.reporting.summary import Clause, Column, Table


CELL_MARGIN = 70  # twentieths of a point, left and right: together less than a character
ROWS_BELOW_HEADER = 3  # at least, on the page where a long table begins


def add_table(document: OpenDocument, block: Table) -> None:
    """Lay the block out over the width of the type area."""
    table = document.add_table(rows=1 + len(block.rows), cols=len(block.columns))
    table.style = document.styles["Table Grid"]
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    size = Pt(type_size(block))
    _set_margins(table)
    _set_widths(table, block)
    header, *rows = table.rows
    for cell, lines in zip(header.cells, heading_lines(block, TYPE_AREA_WIDTH.pt), strict=True):
        _write(cell, ("\n".join(lines),), size, HEI, WD_ALIGN_PARAGRAPH.CENTER)
    _mark(header, "w:tblHeader")
    for docx_row, row in zip(rows, block.rows, strict=True):
        fonts = HEI if row.is_total else FANG_SONG
        for cell, parts, column in zip(docx_row.cells, row.cells, block.columns, strict=True):
            _write(cell, parts, size, fonts, _alignment(column))
    for docx_row in table.rows:
        _mark(docx_row, "w:cantSplit")
    _keep_together(table, block)


def _keep_together(table: DocxTable, block: Table) -> None:
    """Rows stay with the next, the last one with the note; of a long table only the first do."""
    is_kept = is_kept_together(block, TYPE_AREA_WIDTH.pt)
    kept = len(block.rows) + bool(block.note) if is_kept else ROWS_BELOW_HEADER
    for row in table.rows[:kept]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _set_margins(table: DocxTable) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(CELL_MARGIN))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def _set_widths(table: DocxTable, block: Table) -> None:
    for place, share in enumerate(column_shares(block, TYPE_AREA_WIDTH.pt)):
        width = Length(int(TYPE_AREA_WIDTH * share))
        table.columns[place].width = width
        for cell in table.columns[place].cells:
            cell.width = width


def _write(
    cell: DocxCell, parts: Clause, size: Pt, fonts: Fonts, alignment: WD_ALIGN_PARAGRAPH
) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = alignment
    leave_grid(paragraph._p)
    spacing = paragraph.paragraph_format
    spacing.line_spacing = 1.1
    spacing.space_before = spacing.space_after = Pt(2)
    for part in parts:
        text = part if isinstance(part, str) else part.text
        run = paragraph.add_run(text.translate(UNPRINTABLE))
        run.font.size = size
        run.bold = (isinstance(part, Label) and bool(part.tone)) or None
        set_fonts(run.font.element, fonts)


def _alignment(column: Column) -> WD_ALIGN_PARAGRAPH:
    if column.kind in ("number", "bar"):
        return WD_ALIGN_PARAGRAPH.CENTER
    return WD_ALIGN_PARAGRAPH.LEFT


def _mark(row: DocxRow, tag: str) -> None:
    mark = OxmlElement(tag)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
