"""Workbooks (``.xlsx``, ``.xlsm``, ``.xls``, ``.et``, ``.xlsb``, ``.ods``) as grids of text.

Values only: formulas, macros and links to other files are neither evaluated nor followed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import itertools
import math
import re
import zipfile
import zlib
from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import python_calamine as calamine

from zhiben.reading.archive import expanded_bytes
from zhiben.reading.detect import PASSWORD
from zhiben.reading.grids import column_frame, rows_of
from zhiben.reading.model import UnreadableFileError
from zhiben.reading.opendocument import merges_by_sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    from zhiben.reading.grids import Event, Request

_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\shidden="(?:1|true)")[^>]*\sr="(\d+)"')
_UNSAVED = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*\sr="([A-Z]+\d+)")(?![^>]*\st="str")[^>]*>\s*'
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_CHUNK = 1 << 20
_OVERLAP = 4096
_LONG = 4 << 20  # bytes of XML from which it pays to read a sheet by column
MOST_DIGITS = 15  # what a spreadsheet keeps and shows; the rest is binary noise


_ROWS_A_FRAME = 4096
_ROWS_BY_COLUMN = 1 << 14
_NAMED_AT_MOST = 5
DAMAGED = "无法读取：文件已损坏或没有传完。请用 Excel 或 WPS 打开确认后另存为 .xlsx 再报送。"
_SWOLLEN = "展开后有 {} MB，超过 {} MB 的上限。请删去图片和多余的行列，或分成几份后重新报送。"

_UNTOLD = (
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


def number_text(value: float) -> str:
    """``value`` as a person would type it: no exponent, no ``.0``, no binary noise."""
    if not math.isfinite(value):
        return repr(value)
    if value.is_integer() and abs(value) < 10**MOST_DIGITS:
        return str(int(value))
    return format(Decimal(format(value, f".{MOST_DIGITS}g")), "f")


def datetime_text(value: dt.datetime) -> str:
    """``value`` to the second; a spreadsheet's fractions of a second are rounding noise."""
    whole = value.replace(microsecond=0)
    with contextlib.suppress(OverflowError):
        whole += dt.timedelta(seconds=round(value.microsecond / 1e6))
    return whole.isoformat(" ")


def duration_text(value: dt.timedelta) -> str:
    """Hours, minutes and seconds; hours may pass 24."""
    seconds = round(value.total_seconds())
    sign = "-" if seconds < 0 else ""
    minutes, second = divmod(abs(seconds), 60)
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}:{second:02}"


def _time_text(value: dt.time) -> str:
    return value.isoformat("seconds")


_AS_TEXT: dict[type, Callable[[Any], str]] = {
    int: str,
    float: number_text,
    bool: lambda value: "TRUE" if value else "FALSE",
    dt.date: dt.date.isoformat,
    dt.datetime: datetime_text,
    dt.time: _time_text,
    dt.timedelta: duration_text,
}


def clean(cell: str) -> str:
    """``cell`` as it stood, without NULs; empty where it holds nothing but white space."""
    text = cell.replace("\0", "")
    return text if text.strip() else ""


class TextRows:
    """Cells of one sheet as text; equal cells share one string, as ledgers repeat themselves."""

    def __init__(self) -> None:
        self._known: dict[tuple[type, Any], str] = {}
        self._words: dict[str, str] = {"": ""}

    def __call__(self, rows: Iterable[list[Any]]) -> list[list[str]]:
        """Every cell as text; cells of nothing but white space are empty."""
        known, words = self._known, self._words
        result = []
        for row in rows:
            texts = []
            for cell in row:
                if type(cell) is str:
                    text = words.get(cell)
                    if text is None:
                        text = words[cell] = clean(cell)
                else:
                    key = (type(cell), cell)
                    text = known.get(key)
                    if text is None:
                        text = known[key] = _AS_TEXT[type(cell)](cell)
                texts.append(text)
            result.append(texts)
        return result


@dataclass(frozen=True)
class Marks:
    """What a worksheet's XML says beside its cells: hidden rows, formulas without a result."""

    hidden: Sequence[int] = ()
    unsaved: Sequence[str] = ()


def marks_of(stream: Any) -> Marks:  # noqa: ANN401 - any binary stream
    """The marks of a worksheet's XML, read in pieces.

    A formula has no result where a program wrote the file and no office ever opened it.
    """
    hidden: set[int] = set()
    unsaved: dict[str, None] = {}
    tail = b""
    while piece := stream.read(_CHUNK):
        window = tail + piece
        if b'hidden="' in window:
            hidden.update(int(number) for number in _HIDDEN_ROW.findall(window))
        if b"f>" in window or b"<f" in window:
            unsaved |= dict.fromkeys(cell.decode() for cell in _UNSAVED.findall(window))
        tail = window[-_OVERLAP:]
    return Marks(sorted(hidden), list(unsaved))


def worksheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → name of its XML part, as the workbook's own tables say."""
    relations = {
        node.get("Id", ""): node.get("Target", "")
        for node in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    }
    parts = {}
    for node in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():  # noqa: S314
        if node.tag.endswith("}sheet"):
            link = next((value for key, value in node.items() if key.endswith("}id")), "")
            target = relations.get(link, "")
            parts[node.get("name", "")] = target[1:] if target.startswith("/") else f"xl/{target}"
    return parts


def long_worksheets(data: bytes) -> dict[str, str]:
    """Sheet name → name of its XML part, of the sheets of an ``.xlsx`` that have many cells."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = worksheet_parts(archive)
            sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
            return {name: part for name, part in parts.items() if sizes.get(part, 0) >= _LONG}
    except _UNTOLD:
        return {}


def marks_by_sheet(data: bytes) -> dict[str, Marks] | None:
    """The marks of every sheet of an ``.xlsx``; None where they cannot be told."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            marks = {}
            for sheet, part in worksheet_parts(archive).items():
                with archive.open(part) as stream:
                    marks[sheet] = marks_of(stream)
            return marks
    except _UNTOLD:
        return None


def read_workbook(request: Request) -> Iterator[Event]:
    """Visible sheets of the workbook in order, and sentences about what was hidden.

    Raises:
        UnreadableFileError: it is damaged, encrypted or swells beyond what ``request`` allows.
    """
    name, data = request.file_name, request.data()
    _check_size(request, data)
    book = _Book(request, data)
    if (yield from book.lone_columns()):
        return
    try:
        with calamine.CalamineWorkbook.from_object(io.BytesIO(data)) as workbook:
            yield from book.events(workbook)
    except calamine.PasswordError as error:
        raise UnreadableFileError(f"“{name}”{PASSWORD}") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableFileError(f"“{name}”{DAMAGED}") from error


def _check_size(request: Request, data: bytes) -> None:
    swollen = expanded_bytes(data)
    if swollen > request.expanded_bytes:
        told = _SWOLLEN.format(swollen >> 20, request.expanded_bytes >> 20)
        raise UnreadableFileError(f"“{request.file_name}”{told}")


class _Book:
    """The sheets of one workbook and what is hidden of them."""

    def __init__(self, request: Request, data: bytes) -> None:
        self._request = request
        self._data = data
        self._long = long_worksheets(data)
        self._merges = merges_by_sheet(data)

    @cached_property
    def _marks(self) -> dict[str, Marks] | None:
        return marks_by_sheet(self._data)

    def events(self, workbook: calamine.CalamineWorkbook) -> Iterator[Event]:
        """Grids of the sheets to be read, then notes."""
        left_out = []
        notes = []
        for index, meta in enumerate(workbook.sheets_metadata):
            is_hidden = meta.visible != calamine.SheetVisibleEnum.Visible
            if is_hidden and self._request.skip_hidden_sheets:
                left_out.append(meta.name)
            elif meta.typ == calamine.SheetTypeEnum.WorkSheet:
                if (yield from self._columns(meta.name)):
                    continue
                sheet = workbook.get_sheet_by_index(index)
                count = yield from self._sheet(meta.name, sheet)
                hidden = [one for one in self._hidden_rows(meta.name) if one <= count]
                notes += hidden_row_note(self._request, meta.name, hidden)
                notes += self._unsaved_note(meta.name)
        yield from (("note", note) for note in hidden_sheet_note(left_out))
        if self._request.skip_hidden_rows and self._marks is None:
            yield ("note", "此格式的文件看不出哪些行是隐藏的，所有行均已读取。")
        yield from (("note", note) for note in notes)

    def lone_columns(self) -> Generator[Event, None, bool]:
        """The grid of the only sheet, where it is shown, long and plain; gives back whether so."""
        if len(self._long) != 1:
            return False
        with zipfile.ZipFile(io.BytesIO(self._data)) as archive:
            book = archive.read("xl/workbook.xml")
            is_alone = len(worksheet_parts(archive)) == 1 and b'idden"' not in book
        return is_alone and (yield from self._columns(next(iter(self._long))))

    def _columns(self, name: str) -> Generator[Event, None, bool]:
        """The grid of a long plain sheet; gives back whether it is one, and is not asked twice."""
        part = self._long.pop(name, None)
        if part is None:
            return False
        from zhiben.reading.sheet_columns import plain_columns

        found = plain_columns(self._data, name, part)
        if found is None:
            return False
        yield ("grid", self._request.file_name, name, [], "")
        if found.first > 1:
            above = [[""] * len(found.rows.columns)] * (found.first - 1)
            yield from rows_of(above, [*range(1, found.first)])
        for rows, first in found.frames(_ROWS_BY_COLUMN):
            yield column_frame(self._request, rows, first)
        return True

    def _sheet(self, name: str, sheet: calamine.CalamineSheet) -> Generator[Event, None, int]:
        """Its grid; gives back how many rows it has."""
        hidden = set(self._hidden_rows(name)) if self._request.skip_hidden_rows else set()
        known = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
        merges = sorted(known or self._merges.get(name, []))
        yield ("grid", self._request.file_name, name, moved(merges, sorted(hidden)), "")
        texts, rows, count = TextRows(), sheet.iter_rows(), 0
        while batch := list(itertools.islice(rows, _ROWS_A_FRAME)):
            numbers = [n for n in range(count + 1, count + 1 + len(batch)) if n not in hidden]
            kept = [batch[number - 1 - count] for number in numbers] if hidden else batch
            yield ("rows", texts(kept), numbers)
            count += len(batch)
        return count

    def _hidden_rows(self, name: str) -> Sequence[int]:
        return (self._marks or {}).get(name, Marks()).hidden

    def _unsaved_note(self, name: str) -> list[str]:
        cells = [*(self._marks or {}).get(name, Marks()).unsaved]
        if not cells:
            return []
        told = (
            f"工作表“{name}”有 {len(cells)} 个公式没有保存计算结果（{_names(cells)}），读作空白。"
        )
        return [f"{told}请用 Excel 或 WPS 打开后保存，再重新报送。"]


def hidden_sheet_note(names: list[str]) -> list[str]:
    """What is told of hidden sheets that were not read."""
    return [f"隐藏的工作表未读取：{_names(names)}。"] if names else []


def hidden_row_note(request: Request, sheet: str, numbers: Sequence[int]) -> list[str]:
    """What is told of the hidden rows of a sheet."""
    if not numbers:
        return []
    done = "未读取" if request.skip_hidden_rows else "已照常读取"
    shown = _names([str(number) for number in numbers])
    return [f"工作表“{sheet}”有 {len(numbers)} 个隐藏行（第 {shown} 行），{done}。"]


def moved(
    merges: Sequence[tuple[int, int, int, int]], hidden: list[int]
) -> list[tuple[int, int, int, int]]:
    """Merges whose first row is still there, in the rows that are left; numbers start at 1."""
    if not hidden:
        return list(merges)
    gone = {number - 1 for number in hidden}

    def place(row: int) -> int:
        return row - bisect_left(hidden, row + 1)

    return [
        (place(top), left, place(bottom + 1) - 1, right)
        for top, left, bottom, right in merges
        if top not in gone
    ]


def _names(names: list[str]) -> str:
    shown = "、".join(names[:_NAMED_AT_MOST])
    return shown if len(names) <= _NAMED_AT_MOST else f"{shown} 等 {len(names)} 个"
