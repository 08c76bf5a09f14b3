"""Long plain worksheets of ``.xlsx`` files column by column, several times as quick as by cell.

A sheet is plain where every cell's text is beyond doubt the one that reading by cell gives. Nothing
merged, hidden, true or false, wrong, or too exact for the quick reader may stand in it, and no
text that could be taken for a date of its. What is not plain is left to the thorough reader.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, cast

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.reading.columns import ColumnRows, bytes_of, cleaned

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = 1 << 20
_OVERLAP = 4096

_WRITTEN_DATE = r"[-+]?\d+-\d\d-\d\d \d\d:\d\d:\d\d"  # as the quick reader does it
# What makes a worksheet not plain, as RE2 finds it in its XML.
_NOT_PLAIN = "|".join(
    (
        r"<(?:\w+:)?mergeCell\b",
        r"<(?:\w+:)?row\b[^>]*\shidden=",
        r'<(?:\w+:)?c\b[^>]*\st="[bed]"',  # true or false, errors, dates as text
        r">-0|>[-+.\d]*\d{16}|>[-+]?\d*\.\d{9}|>[-+]?\d{7,}\.\d|>[-+.\d]+[eE]|>[-+]?(?:[nN]a|[iI]n)",
        rf">{_WRITTEN_DATE}",
    )
)
_FORMULA = rb"(?:<f\b[^<]*</f>|<f\b[^<]*/>)"
_FIRST_VALUE = re.compile(rb'<c r="[A-Z]+(\d+)"[^<>/]*>' + _FORMULA + rb"?<(?:v|is)>[^/]")
_DURATION = re.compile(rb'\[[hmsHMS]|numFmtId="46"')
_DATE_TEXT = "|".join(  # of a shared string: whole, in runs of its own fonts, or by numbers
    (
        rf">{_WRITTEN_DATE}",
        r"<(?:\w+:)?t(?: [^>]*)?>[-\d: .]+</(?:\w+:)?t></(?:\w+:)?r>",
        r"&#|_x00[23]",
    )
)
_DATE = rf"^{_WRITTEN_DATE}(?:\.\d+)?$"
_SOUND_DATE = r"^(?:19[1-9]\d|[2-9]\d\d\d)-\d\d-\d\d \d\d:\d\d:\d\d$"
_MIDNIGHT = r" 00:00:00$"
_SHORTEST_DATE = len("2026-01-01 00:00:00")


_filled_up: Any = pc.fill_null


@dataclass(frozen=True)
class _Scan:
    """What the XML of a sheet says: the number of its first row with a value, and how many."""

    first: int
    values: int


@dataclass(frozen=True)
class PlainSheet:
    """Texts of a sheet as the quick reader gives them; the ``dated`` columns hold dates."""

    rows: ColumnRows
    first: int
    dated: tuple[int, ...]

    def frames(self, length: int) -> Iterator[tuple[ColumnRows, int]]:
        """The rows as reading by cell gives them, some at a time, and the first one's number."""
        for start in range(0, len(self.rows), length):
            texts = [*self.rows[start : start + length].columns]
            for place in self.dated:
                texts[place] = pc.replace_substring_regex(texts[place], _MIDNIGHT, "")
            yield ColumnRows(tuple(map(cleaned, texts))), self.first + start


def plain_columns(data: bytes, sheet: str, part: str) -> PlainSheet | None:
    """The rows of ``sheet``, whose XML is ``part``.

    None where the sheet is not plain, or cannot be read this way.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, ThreadPoolExecutor(1) as aside:
            if _DURATION.search(archive.read("xl/styles.xml")):
                return None
            with archive.open(part) as stream:
                scanning = aside.submit(_scan, stream)
                columns = _texts(fastexcel.read_excel(data), sheet)
                scan = scanning.result()
            if scan is None or sum(len(one) - one.null_count for one in columns) != scan.values:
                return None
            dated = tuple(place for place, column in enumerate(columns) if _has_dates(column))
            if not all(_are_sound(columns[place]) for place in dated):
                return None
            if dated and _may_hold_dates_as_text(archive):
                return None
            filled = (_filled_up(column, "") for column in columns)
            return PlainSheet(ColumnRows(tuple(filled)), scan.first, dated)
    except (fastexcel.FastExcelError, zipfile.BadZipFile, zlib.error, LookupError, OSError):
        return None


def _texts(reader: fastexcel.ExcelReader, sheet: str) -> list[pa.StringArray]:
    batch = reader.load_sheet(sheet, header_row=None, dtypes="string", eager=True)
    return cast("list[pa.StringArray]", batch.columns)


def _scan(stream: IO[bytes]) -> _Scan | None:
    first = values = 0
    tail = b""
    while piece := stream.read(_PIECE):
        window = tail + piece
        if _finds(_NOT_PLAIN, window):
            return None
        values += sum(_count_new(mark, window, len(tail)) for mark in (b"<v>", b"<is>"))
        if values and not first:
            found = _FIRST_VALUE.search(window)
            if found is None:
                return None
            first = int(found[1])
        tail = window[-_OVERLAP:]
    return _Scan(first, values) if first else None


def _count_new(mark: bytes, window: bytes, seen: int) -> int:
    """How often ``mark`` stands in ``window`` and did not end within its first ``seen`` bytes."""
    return window.count(mark, max(0, seen - len(mark) + 1))


def _finds(pattern: str, content: bytes) -> bool:
    """``re.search`` by RE2, which lets other threads go on and takes no time for long classes."""
    return bool(pc.match_substring_regex(pa.array([content], pa.binary()), pattern)[0].as_py())


def _are(texts: pa.StringArray, pattern: str) -> pa.BooleanArray:
    return pc.match_substring_regex(texts, pattern)


def _are_sound(texts: pa.StringArray) -> bool:
    """Whether all dates in ``texts`` are what reading by cell calls days, or whole seconds."""
    return not pc.any(pc.and_not(_are(texts, _DATE), _are(texts, _SOUND_DATE))).as_py()


def _has_dates(texts: pa.StringArray) -> bool:
    codes, bounds = bytes_of(texts)
    first = codes[bounds[:-1][bounds[1:] - bounds[:-1] >= _SHORTEST_DATE]]
    may_be = np.isin(first, np.frombuffer(b"+-0123456789", np.uint8)).any()
    return bool(may_be) and bool(pc.any(_are(texts, _DATE)).as_py())


def _may_hold_dates_as_text(archive: zipfile.ZipFile) -> bool:
    parts = [name for name in archive.namelist() if "sharedstrings" in name.lower()]
    return any(_finds(_DATE_TEXT, archive.read(name)) for name in parts)
