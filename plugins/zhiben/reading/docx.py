"""Word documents (``.docx``): each table a grid, the paragraphs above it its preface."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from zhiben.reading.model import Sheet, UnreadableFileError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from zhiben.reading.grids import Request

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCUMENT = "word/document.xml"
_WIDEST_SPAN = 200
_DAMAGED = "无法读取：文件已损坏或内容异常。请用 Word 或 WPS 打开确认后重新报送。"

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    LookupError,
    ValueError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)


def read_word_tables(request: Request) -> list[Sheet]:
    """Every table of the document, named "table 1", "table 2", …

    A letter without any is a row a paragraph: it may report that there was nothing.

    Raises:
        UnreadableFileError: the document is damaged or beyond all measure.
    """
    file_name = request.file_name
    try:
        with zipfile.ZipFile(io.BytesIO(request.data())) as archive:
            if archive.getinfo(_DOCUMENT).file_size > request.expanded_bytes:
                raise UnreadableFileError(f"“{file_name}”{_DAMAGED}")
            root = ElementTree.fromstring(archive.read(_DOCUMENT))  # noqa: S314 - expat limits it
    except _BROKEN as error:
        raise UnreadableFileError(f"“{file_name}”{_DAMAGED}") from error
    sheets: list[Sheet] = []
    paragraphs: list[str] = []
    for node in _blocks(root):
        if node.tag == f"{_W}p":
            paragraphs.append(_text(node))
        else:
            grid = _Grid()
            for row in node.iter(f"{_W}tr"):
                grid.add(row)
            preface = "\n".join(text for text in map(str.strip, paragraphs) if text)
            sheets.append(grid.sheet(file_name, f"table {len(sheets) + 1}", preface))
            paragraphs = []
    lines = [text for text in map(str.strip, paragraphs) if text]
    if lines and not sheets:
        sheets.append(
            Sheet(file_name, "letter", [[line] for line in lines], [*range(1, len(lines) + 1)])
        )
    return sheets


def _blocks(root: Element) -> list[Element]:
    """Paragraphs and tables of the body in order, also inside content controls."""
    blocks: list[Element] = []
    waiting = list(reversed(root.findall(f"{_W}body/*")))
    while waiting:
        node = waiting.pop()
        if node.tag in {f"{_W}p", f"{_W}tbl"}:
            blocks.append(node)
        elif node.tag == f"{_W}sdt":
            waiting += reversed(node.findall(f"{_W}sdtContent/*"))
    return blocks


@dataclass
class _Grid:
    """Rows of a table as they come, and the cells merged so far."""

    rows: list[list[str]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    growing: dict[int, tuple[int, int]] = field(default_factory=dict)  # column → row, last column

    def add(self, row: Element) -> None:
        """Adds a table row: a cell's text stands in its first column, the others are empty."""
        index = len(self.rows)
        cells: list[str] = []
        for cell in row.findall(f"{_W}tc"):
            first = len(cells)
            last = first + _span(cell) - 1
            is_continued = self._grow_down(cell, index, first, last)
            text = "" if is_continued else "\n".join(map(_text, cell.findall(f"{_W}p"))).strip("\n")
            cells += [text if text.strip() else "", *[""] * (last - first)]
        self.rows.append(cells)

    def _grow_down(self, cell: Element, index: int, first: int, last: int) -> bool:
        """Notes what is merged; whether the cell only carries on the one above it."""
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        if merge is not None and merge.get(f"{_W}val") != "restart":
            return first in self.growing
        self._finish(first, index)
        if merge is not None:
            self.growing[first] = (index, last)
        elif last > first:
            self.merges.append((index, first, index, last))
        return False

    def _finish(self, column: int, row: int) -> None:
        """Ends the merge that grew down in ``column``, above ``row``."""
        if column in self.growing:
            top, last = self.growing.pop(column)
            self.merges.append((top, column, row - 1, last))

    def sheet(self, file_name: str, name: str, preface: str) -> Sheet:
        """The finished grid, every row equally wide."""
        for column in list(self.growing):
            self._finish(column, len(self.rows))
        width = max(map(len, self.rows), default=0)
        rows = [[*row, *[""] * (width - len(row))] for row in self.rows]
        numbers = list(range(1, len(rows) + 1))
        return Sheet(file_name, name, rows, numbers, tuple(sorted(self.merges)), preface)


def _span(cell: Element) -> int:
    node = cell.find(f"{_W}tcPr/{_W}gridSpan")
    value = node.get(f"{_W}val", "1") if node is not None else "1"
    return max(1, min(int(value), _WIDEST_SPAN)) if value.isdecimal() else 1


def _text(paragraph: Element) -> str:
    parts = []
    for node in paragraph.iter():
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag == f"{_W}tab":
            parts.append("\t")
        elif node.tag in {f"{_W}br", f"{_W}cr"}:
            parts.append("\n")
    return "".join(parts)
