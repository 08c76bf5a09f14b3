"""OpenDocument spreadsheets (ISO/IEC 26300): sheets, merged cells, hidden sheets and rows."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date

from lxml import etree

from zhiben.simulation.model import Cell
from zhiben.simulation.sheets import Sheet

_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_URN = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = {
    "office": f"{_URN}:office:1.0",
    "table": f"{_URN}:table:1.0",
    "text": f"{_URN}:text:1.0",
    "style": f"{_URN}:style:1.0",
}
_MANIFEST = (
    f'<manifest:manifest xmlns:manifest="{_URN}:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIME}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_HIDDEN = "hidden"


def opendocument_of(sheets: Sequence[Sheet]) -> bytes:
    """``sheets`` as a spreadsheet document."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), _MIME)
        archive.writestr("content.xml", etree.tostring(_root(sheets), encoding="utf-8"))
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
    return content.getvalue()


def _root(sheets: Sequence[Sheet]) -> etree._Element:
    root = etree.Element(_name("office:document-content"), nsmap=_NAMES)
    root.set(_name("office:version"), "1.2")
    style = _within(_within(root, "office:automatic-styles"), "style:style")
    style.set(_name("style:name"), _HIDDEN)
    style.set(_name("style:family"), "table")
    _within(style, "style:table-properties").set(_name("table:display"), "false")
    book = _within(_within(root, "office:body"), "office:spreadsheet")
    for sheet in sheets:
        _add_sheet(book, sheet)
    return root


def _add_sheet(book: etree._Element, sheet: Sheet) -> None:
    page = _within(book, "table:table")
    page.set(_name("table:name"), sheet.name)
    if sheet.is_hidden:
        page.set(_name("table:style-name"), _HIDDEN)
    spans = {(top, left): (top, left, *end) for top, left, *end in sheet.merges}
    covered = {
        (row, column)
        for top, left, bottom, right in sheet.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - spans.keys()
    for row, line in enumerate(sheet.lines):
        target = _within(page, "table:table-row")
        if line.is_hidden:
            target.set(_name("table:visibility"), "collapse")
        for column, cell in enumerate(line.cells):
            is_covered = (row, column) in covered
            place = _within(
                target, "table:covered-table-cell" if is_covered else "table:table-cell"
            )
            if (row, column) in spans:
                top, left, bottom, right = spans[row, column]
                place.set(_name("table:number-rows-spanned"), str(bottom - top + 1))
                place.set(_name("table:number-columns-spanned"), str(right - left + 1))
            _fill(place, cell)


def _fill(place: etree._Element, cell: Cell) -> None:
    if cell is None:
        return
    if isinstance(cell, date):
        kind, name, value = "date", "date-value", cell.isoformat()
    elif isinstance(cell, str):
        kind, name, value = "string", "", ""
    else:
        kind, name, value = "float", "value", str(cell)
    place.set(_name("office:value-type"), kind)
    if name:
        place.set(_name(f"office:{name}"), value)
    for line in (cell if isinstance(cell, str) else value).split("\n"):
        _within(place, "text:p").text = line


def _within(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, _name(name))


def _name(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_NAMES[prefix]}}}{local}"
