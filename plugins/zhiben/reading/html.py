"""Tables of a web page, as systems save them under the name ``.xls``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from zhiben.reading.declared import declared_text
from zhiben.reading.detect import ACCEPTED, WrongKindError
from zhiben.reading.grids import rows_of
from zhiben.reading.model import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiben.reading.grids import Event, Request

_WIDEST_SPAN = 200
_TALLEST_SPAN = 65_534
_BREAKS = frozenset({"br", "p", "div", "li", "tr"})
_UNSEEN = frozenset({"script", "style", "head", "template"})
_SPACE = re.compile(r"[ \t\r\n\f]+")


def read_page(request: Request) -> Iterator[Event]:
    """Every table of the page that holds text, named "table 1", "table 2", …

    Nothing is fetched and no entity but HTML's own is known.

    Raises:
        WrongKindError: the page has no table.
        UnreadableFileError: it cannot be parsed.
    """
    root, label = _parsed(request)
    count = 0
    preface: list[str] = []
    for node in root.iter("table", "h1", "h2", "h3", "p", "caption"):
        if node.tag != "table":
            preface += [_text(node)] if _table_of(node) is None or node.tag == "caption" else []
            continue
        grid = _Grid()
        for row in node.iter("tr"):
            if _table_of(row) is node:
                grid.add(row)
        if grid.has_text:
            count += 1
            before = "\n".join(filter(None, preface))
            yield ("grid", request.file_name, f"table {count}", grid.merges, before)
            yield from rows_of(grid.finished(), list(range(1, len(grid.rows) + 1)))
            preface = []
    if not count:
        raise WrongKindError(f"“{request.file_name}”是没有表格的网页，不是台账。{ACCEPTED}。")
    yield ("note", f"文件是网页格式的表格，按 {label} 编码读取。")


def _parsed(request: Request) -> tuple[etree._Element, str]:
    told = declared_text(request)
    if told is None:
        raise _broken(request)
    text, label = told
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, recover=True
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.LxmlError as error:
        raise _broken(request) from error
    if root is None:
        raise _broken(request)
    return root, label


def _broken(request: Request) -> UnreadableFileError:
    told = "是网页文件，但内容已损坏，无法读取。请用 Excel 或 WPS 打开后另存为 .xlsx 再报送。"
    return UnreadableFileError(f"“{request.file_name}”{told}")


def _table_of(node: etree._Element) -> etree._Element | None:
    return next(node.iterancestors("table"), None)


@dataclass
class _Grid:
    """Rows of a table as they come; a cell's text stands in the first column it spans."""

    rows: list[list[str]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=dict)  # column → rows still covered from above
    has_text: bool = False

    def add(self, row: etree._Element) -> None:
        """Adds a table row, leaving out the places that cells above reach down into."""
        index, cells = len(self.rows), dict[int, str]()
        reaching: dict[int, int] = {}
        column = 0
        for cell in row.iterchildren("td", "th"):
            while self.taken.get(column, 0):
                column += 1
            wide, tall = _span(cell, "colspan", _WIDEST_SPAN), _span(cell, "rowspan", _TALLEST_SPAN)
            cells[column] = _text(cell)
            self.has_text = self.has_text or bool(cells[column])
            if wide > 1 or tall > 1:
                self.merges.append((index, column, index + tall - 1, column + wide - 1))
                reaching |= dict.fromkeys(range(column, column + wide), tall - 1)
            column += wide
        width = max((*cells, -1)) + 1
        self.rows.append([cells.get(place, "") for place in range(width)])
        self.taken = {c: left - 1 for c, left in self.taken.items() if left > 1} | {
            c: left for c, left in reaching.items() if left
        }

    def finished(self) -> list[list[str]]:
        """The rows, all equally wide."""
        width = max(map(len, self.rows), default=0)
        return [[*row, *[""] * (width - len(row))] for row in self.rows]


def _span(cell: etree._Element, name: str, most: int) -> int:
    value = (cell.get(name) or "1").strip()
    return max(1, min(int(value), most)) if value.isascii() and value.isdecimal() else 1


def _text(node: etree._Element) -> str:
    """The text a reader sees, without that of tables inside."""
    parts: list[str] = []
    _gather(node, parts)
    lines = (" ".join(_SPACE.split(line)).strip() for line in "".join(parts).split("\x1e"))
    return "\n".join(line for line in lines if line.strip("\xa0 "))


def _gather(node: etree._Element, parts: list[str]) -> None:
    parts.append(node.text or "")
    for child in node:
        if child.tag in _BREAKS:
            parts.append("\x1e")
        if isinstance(child.tag, str) and child.tag != "table" and child.tag not in _UNSEEN:
            _gather(child, parts)
        if child.tag in _BREAKS and child.tag != "br":
            parts.append("\x1e")
        parts.append(child.tail or "")
