"""Word documents and web pages: tables with paragraphs around them."""

import html
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from docx import Document
from docx.oxml.table import CT_Row, CT_Tc

from zhiben.simulation.model import Cell
from zhiben.simulation.sheets import Sheet

Spans = dict[tuple[int, int], tuple[int, int]]  # row and column → rows and columns covered

_PAGE = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>'
    '<meta http-equiv="Content-Type" content="text/html; charset={charset}"></head><body>{body}'
    "</body></html>"
)
_CHARSETS = {"gb18030": "gb2312"}  # as pages go on declaring it


def word_document_of(sheets: Sequence[Sheet], created: datetime) -> bytes:
    """Each sheet as a table, what stands above and below it as paragraphs."""
    document = Document()
    document.core_properties.created = document.core_properties.modified = created
    for sheet in sheets:
        for words in sheet.above:
            document.add_paragraph(words)
        width = max(len(line.cells) for line in sheet.lines)
        table = document.add_table(len(sheet.lines), width)
        for row, line in zip(table._tbl.tr_lst, sheet.lines, strict=True):
            _fill_row(row, line.cells)
        _merge(table._tbl.tr_lst, sheet.merges)
        for words in sheet.below:
            document.add_paragraph(words)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _fill_row(row: CT_Row, cells: Sequence[Cell]) -> None:
    for place, cell in zip(row.tc_lst, cells, strict=False):
        if cell is not None:
            place.p_lst[0].add_r().text = _written(cell)


def _merge(rows: Sequence[CT_Row], merges: Sequence[tuple[int, int, int, int]]) -> None:
    """Merge from the right, so that columns still to come keep their places."""
    for top, left, bottom, right in sorted(merges, key=lambda merge: -merge[1]):
        for row in range(top, bottom + 1):
            first, *others = rows[row].tc_lst[left : right + 1]
            first.grid_span = right - left + 1
            for other in others:
                rows[row].remove(other)
            if bottom > top:
                _grow(first, is_first=row == top)


def _grow(cell: CT_Tc, *, is_first: bool) -> None:
    cell.vMerge = "restart" if is_first else "continue"


def page_of(sheets: Sequence[Sheet], encoding: str) -> bytes:
    """The sheets as tables of one page, as systems save it under the name of a workbook."""
    body = "".join("".join(_table(sheet)) for sheet in sheets)
    page = _PAGE.format(charset=_CHARSETS.get(encoding, encoding), body=body)
    return page.encode(encoding)


def _table(sheet: Sheet) -> Iterator[str]:
    spans: Spans = {(a, b): (c - a + 1, d - b + 1) for a, b, c, d in sheet.merges}
    covered = {
        (row, column)
        for (top, left), (tall, wide) in spans.items()
        for row in range(top, top + tall)
        for column in range(left, left + wide)
    } - spans.keys()
    yield '<table border="1">'
    for row, line in enumerate(sheet.lines):
        yield "<tr>"
        for column, cell in enumerate(line.cells):
            if (row, column) not in covered:
                yield f"<td{_span(spans.get((row, column)))}>{_marked_up(cell)}</td>"
        yield "</tr>\n"
    yield "</table>"


def _span(span: tuple[int, int] | None) -> str:
    if span is None:
        return ""
    tall, wide = span
    return f' rowspan="{tall}"' * (tall > 1) + f' colspan="{wide}"' * (wide > 1)


def _marked_up(cell: Cell) -> str:
    if cell is None:
        return "&nbsp;"
    return html.escape(_written(cell)).replace("\n", "<br>")


def _written(cell: Cell) -> str:
    return cell.isoformat() if isinstance(cell, date) else str(cell)
