"""Merged cells of OpenDocument spreadsheets (ISO/IEC 26300), which their reader does not tell."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections import defaultdict
from typing import IO

from lxml import etree

Merge = tuple[int, int, int, int]

_CONTENT = "content.xml"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_MOST_PLACES = 1 << 24  # no sheet has more rows or columns
_UNTOLD = (
    zipfile.BadZipFile, zlib.error, etree.LxmlError, struct.error, ValueError, OSError, EOFError,
    KeyError, NotImplementedError, RuntimeError,
)  # fmt: skip


def merges_by_sheet(data: bytes) -> dict[str, list[Merge]]:
    """Merged areas by sheet of an ``.ods``; empty for any other file, or where none can be told."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "mimetype" not in archive.namelist():
                return {}
            with archive.open(_CONTENT) as stream:
                return _merges(stream)
    except _UNTOLD:
        return {}


def _merges(stream: IO[bytes]) -> dict[str, list[Merge]]:
    found: dict[str, list[Merge]] = defaultdict(list)
    options = {"resolve_entities": False, "no_network": True, "remove_comments": True}
    sheet, row = "", 0
    for event, node in etree.iterparse(stream, events=("start", "end"), **options):
        if event == "start" and node.tag == f"{_TABLE}table":
            sheet, row = node.get(f"{_TABLE}name", ""), 0
        elif event == "end" and node.tag == f"{_TABLE}table-row":
            found[sheet] += _of_row(node, row)
            row += _number(node, "number-rows-repeated")
            forget(node)
    return dict(found)


def forget(node: etree._Element) -> None:
    """Free a row and those before it, so that a sheet of a million takes no more than one."""
    node.clear()
    parent = node.getparent()
    while parent is not None and node.getprevious() is not None:
        del parent[0]


def _of_row(node: etree._Element, row: int) -> list[Merge]:
    merges, column = [], 0
    for cell in node:
        if cell.tag not in _CELLS:
            continue
        tall = _number(cell, "number-rows-spanned")
        wide = _number(cell, "number-columns-spanned")
        if tall > 1 or wide > 1:
            merges.append((row, column, row + tall - 1, column + wide - 1))
        column += _number(cell, "number-columns-repeated")
    return merges


def _number(node: etree._Element, name: str) -> int:
    value = node.get(f"{_TABLE}{name}", "1")
    return max(1, min(int(value), _MOST_PLACES)) if value.isascii() and value.isdecimal() else 1
