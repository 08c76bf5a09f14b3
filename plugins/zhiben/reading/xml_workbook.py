"""Workbooks in Microsoft's XML of 2003 (SpreadsheetML), which systems save under the name ``.xls``.

Elements and attributes are those of Microsoft's "XML Spreadsheet Reference" (2001).
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lxml import etree

from zhiben.reading.declared import declared_text
from zhiben.reading.grids import rows_of
from zhiben.reading.model import UnreadableFileError
from zhiben.reading.opendocument import forget
from zhiben.reading.workbook import (
    DAMAGED,
    MOST_DIGITS,
    TextRows,
    hidden_row_note,
    hidden_sheet_note,
    moved,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiben.reading.grids import Event, Request

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_VISIBLE = "{urn:schemas-microsoft-com:office:excel}Visible"
_MOST_ROWS = 1 << 20  # a spreadsheet's own limit
_MOST_COLUMNS = 1 << 15  # more than any has: what is as wide is refused for it
_DECLARATION = re.compile(rb"\s*<\?xml[^>]*\?>")
_CONTROLS = bytes({*range(32)} - {*b"\t\n\r"})  # XML has none, and cells pasted together do
_NAMED_CONTROL = re.compile(
    rb"&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]));", re.IGNORECASE
)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_LONGEST_NUMBER = 9  # digits of a place
_NO_DAY = 1899  # the year of what is only a time of day


def read_xml_workbook(request: Request) -> Iterator[Event]:
    """Visible sheets of the workbook in order, and sentences about what was hidden.

    Nothing is fetched, and no entity but XML's own is known. What is no XML is not mended: where
    an ``<`` of a text begins what looks like an element, the rows behind it would be lost.

    Raises:
        UnreadableFileError: it is damaged or cut off.
    """
    try:
        yield from _events(request)
    except (etree.LxmlError, _MisplacedError) as error:
        raise UnreadableFileError(f"“{request.file_name}”{DAMAGED}") from error


class _MisplacedError(ValueError):
    """A row or cell stands where another one does, or beyond the last one of any sheet."""


def _events(request: Request) -> Iterator[Event]:
    hidden_sheets, notes = [], []
    for sheet in _sheets(_in_utf8(request)):
        if sheet.is_hidden and request.skip_hidden_sheets:
            hidden_sheets.append(sheet.name)
            continue
        yield from sheet.events(request)
        notes += hidden_row_note(request, sheet.name, sheet.hidden_rows)
    notes += hidden_sheet_note(hidden_sheets)
    yield from (("note", note) for note in notes)


@dataclass
class _Sheet:
    """A worksheet as its rows come; those without a cell are left out.

    Numbers of rows start at 1, columns and merged areas count from 0.
    """

    name: str
    rows: dict[int, list[str]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    is_hidden: bool = False
    _texts: TextRows = field(default_factory=TextRows)
    _last: int = 0
    _reaching: dict[int, int] = field(default_factory=dict)  # column → last row covered from above

    def add(self, row: etree._Element) -> None:
        """Adds a row and its merged areas; without a place of its own it follows the last one."""
        number = _place(row, self._last)
        if number > _MOST_ROWS:
            raise _MisplacedError(number)
        self._last = min(number + _number(row, "Span", _MOST_ROWS), _MOST_ROWS)
        if row.get(f"{_SS}Hidden") == "1":
            self.hidden += range(number, self._last + 1)
        cells: dict[int, Any] = {}
        column = 0
        for cell in row.iterchildren(f"{_SS}Cell"):
            is_blank = not len(cell) and not cell.get(f"{_SS}Index")
            while self._reaching.get(column, 0) >= number and not is_blank:
                column += 1
            column = min(_place(cell, column), _MOST_COLUMNS) - 1
            cells[column] = _value(cell)
            wide = _number(cell, "MergeAcross", _MOST_COLUMNS)
            tall = _number(cell, "MergeDown", _MOST_ROWS)
            if wide or tall:
                self.merges.append((number - 1, column, number - 1 + tall, column + wide))
            if tall:
                self._reaching |= dict.fromkeys(range(column, column + wide + 1), number + tall)
            column += wide + 1
        if cells:
            values = [cells.get(place, "") for place in range(max(cells) + 1)]
            self.rows[number] = self._texts([values])[0]

    @property
    def hidden_rows(self) -> list[int]:
        """The hidden rows down to the last one that holds a cell."""
        last = max(self.rows, default=0)
        return [number for number in self.hidden if number <= last]

    def events(self, request: Request) -> Iterator[Event]:
        """Its grid, with the rows that are left out between those that are there."""
        gone = self.hidden_rows if request.skip_hidden_rows else []
        yield ("grid", request.file_name, self.name, moved(sorted(self.merges), gone), "")
        width = max(map(len, self.rows.values()), default=0)
        left_out, blank = frozenset(gone), [""] * width
        last = max(self.rows, default=0)
        numbers = [number for number in range(1, last + 1) if number not in left_out]
        for cells in self.rows.values():
            cells.extend([""] * (width - len(cells)))
        yield from rows_of([self.rows.get(number, blank) for number in numbers], numbers)


def _in_utf8(request: Request) -> io.BytesIO:
    """The XML without what it declares of its encoding, which is another one now.

    Control characters, which XML does not know, are left out, and HTML's own blank is a blank.
    """
    told = declared_text(request)
    xml = told[0].encode("utf-8", "replace").translate(None, _CONTROLS) if told else b""
    xml = _NAMED_CONTROL.sub(b"", xml) if b"&#" in xml else xml
    stream = io.BytesIO(xml.replace(b"&nbsp;", b"&#160;"))
    declaration = _DECLARATION.match(xml)
    stream.seek(declaration.end() if declaration else 0)
    return stream


def _sheets(stream: io.BytesIO) -> Iterator[_Sheet]:
    options = {"resolve_entities": False, "no_network": True, "remove_comments": True}
    sheet = _Sheet("")
    for event, node in etree.iterparse(
        stream,
        events=("start", "end"),
        tag=(f"{_SS}Worksheet", f"{_SS}Row", _VISIBLE),
        **options,
    ):
        if node.tag == f"{_SS}Worksheet":
            if event == "start":
                sheet = _Sheet(node.get(f"{_SS}Name", ""))
            else:
                yield sheet
        elif event == "end" and node.tag == f"{_SS}Row":
            sheet.add(node)
            forget(node)
        elif event == "end":
            sheet.is_hidden = (node.text or "").strip() in {"SheetHidden", "SheetVeryHidden"}


def _value(cell: etree._Element) -> Any:  # noqa: ANN401 - what TextRows makes texts of
    """What a cell holds, in its kind; its text where it does not fit that."""
    data = cell.find(f"{_SS}Data")
    if data is None:
        return ""
    text = "".join(data.itertext())
    try:
        match data.get(f"{_SS}Type"):
            case "Number":
                return _number_of(text)
            case "Boolean":
                return bool(int(text))
            case "DateTime":
                return _moment(dt.datetime.fromisoformat(text.strip()).replace(tzinfo=None))
    except ValueError:
        pass
    return text


def _moment(value: dt.datetime) -> dt.datetime | dt.date | dt.time:
    """A time of day where no day is told, a day where no time is."""
    if value.year == _NO_DAY:
        return value.time()
    return value if value.time() != dt.time.min else value.date()


def _number_of(text: str) -> float | str:
    """The number that ``text`` spells; what has more digits than a number keeps is a code."""
    plain = text.strip()
    if not _NUMBER.fullmatch(plain) or (plain.isdecimal() and len(plain) > MOST_DIGITS):
        return text
    number = float(plain)
    return number if math.isfinite(number) else text


def _place(node: etree._Element, last: int) -> int:
    """Where a row or cell stands, from 1: where it says, or behind the ``last`` place.

    Raises:
        _MisplacedError: something stands there already.
    """
    place = _number(node, "Index", _MOST_ROWS + 1) or last + 1
    if place <= last:
        raise _MisplacedError(place)
    return place


def _number(node: etree._Element, name: str, most: int) -> int:
    """What an attribute says, at most ``most``; 0 where it says no number."""
    value = node.get(f"{_SS}{name}", "")
    is_number = value.isascii() and value.isdecimal()
    return min(int(value[:_LONGEST_NUMBER]), most) if is_number else 0
