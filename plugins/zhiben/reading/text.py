"""Text (``.csv``, ``.tsv``, ``.txt``, JSON) as a grid: encoding and delimiter found out."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiben.reading.detect import ACCEPTED, looks_binary
from zhiben.reading.model import Sheet, UnreadableFileError
from zhiben.reading.objects import read_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiben.reading.headings import HeadingTest

_DELIMITERS = (",", "\t", ";", "|", "，")
_SAMPLE_LINES = 60
_SAMPLE_CHARACTERS = 200_000
_MOST_LINES_IN_A_CELL = 100
_DELIMITERS_OF_A_RECORD = 3
_DAMAGE_TOLERATED = 0.001
_NUL_SHARE = 0.2


@dataclass(frozen=True)
class Decoded:
    """Text of a file, the encoding it was in, and how many characters could not be read."""

    text: str
    encoding: str
    damaged: int = 0


def read_text(file_name: str, data: bytes, known: HeadingTest) -> tuple[Sheet, list[str]]:
    """The file's one grid, rows as long as they came, and sentences about repairs.

    Raises:
        UnreadableFileError: the bytes are no text.
    """
    decoded = decode(data)
    if decoded is None or looks_binary(decoded.text):
        raise UnreadableFileError(f"“{file_name}”不是文本文件，也不是能识别的表格。{ACCEPTED}。")
    text = decoded.text.replace("\0", "")
    if (records := read_json(file_name, text)) is not None:
        return records, []
    delimiter = find_delimiter(text, known)
    rows, numbers, strays = _records(text, delimiter)
    notes = []
    if decoded.damaged:
        notes.append(f"有 {decoded.damaged} 处文字无法识别（按 {decoded.encoding} 编码读取）。")
    if strays:
        notes.append(f"有 {strays} 行的引号不成对，引号按普通字符读取。")
    return Sheet(file_name, "", rows, numbers), notes


def decode(data: bytes) -> Decoded | None:
    """``data`` as text: by its mark, else UTF-16 by its NULs, else UTF-8, else GB18030.

    A few broken characters (a file cut off, one cell pasted from elsewhere) do not spoil the
    rest; None when no encoding explains the bytes.
    """
    if data.startswith(codecs.BOM_UTF8):
        return _best(data[len(codecs.BOM_UTF8) :], ("utf-8", "gb18030"))
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            return _best(data[len(mark) :], (encoding,))
    if unmarked := _unmarked_utf16(data):
        return _best(data, (unmarked,))
    return _best(data, ("utf-8", "gb18030"))


def find_delimiter(text: str, known: HeadingTest) -> str:
    """The delimiter under which most headings are understood, then the one splitting most."""
    sample = text[:_SAMPLE_CHARACTERS]

    def merit(delimiter: str) -> tuple[int, int]:
        rows = list(itertools.islice(_quoted(sample, delimiter), _SAMPLE_LINES))
        widths = sorted(len(row) for row in rows if row)
        return max(map(known.count, rows), default=0), widths[len(widths) // 2] if widths else 0

    return max(_DELIMITERS, key=merit)


def _best(data: bytes, encodings: tuple[str, ...]) -> Decoded | None:
    for encoding in encodings:
        try:
            return Decoded(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    attempts = []
    for encoding in encodings:
        text = data.decode(encoding, errors="replace")
        attempts.append(Decoded(text, encoding, text.count("\N{REPLACEMENT CHARACTER}")))
    best = min(attempts, key=lambda attempt: attempt.damaged)
    return best if best.damaged <= max(1, len(best.text) * _DAMAGE_TOLERATED) else None


def _unmarked_utf16(data: bytes) -> str | None:
    sample = data[:4096]
    half = len(sample) / 2
    if sample[1::2].count(0) > half * _NUL_SHARE and not sample[0::2].count(0):
        return "utf-16-le"
    if sample[0::2].count(0) > half * _NUL_SHARE and not sample[1::2].count(0):
        return "utf-16-be"
    return None


def _quoted(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _records(text: str, delimiter: str) -> tuple[list[list[str]], list[int], int]:
    """Records, the lines they start on, and how many lines held a quote that never closes."""
    lines = list(io.StringIO(text, newline=""))
    rows: list[list[str]] = []
    numbers: list[int] = []
    strays = 0
    start = 0
    while start < len(lines):
        start = _read_on(lines, start, delimiter, rows, numbers)
        if start < len(lines):
            rows.append(_without_blanks(lines[start].rstrip("\r\n").split(delimiter)))
            numbers.append(start + 1)
            strays += 1
            start += 1
    return rows, numbers, strays


def _read_on(
    lines: list[str], start: int, delimiter: str, rows: list[list[str]], numbers: list[int]
) -> int:
    """Adds records from ``start`` on; the index of the first line it could not use, or the end."""
    reader = csv.reader(itertools.islice(lines, start, None), delimiter=delimiter)
    line = start
    try:
        for row in reader:
            after = start + reader.line_num
            if after - line > 1 and _swallowed(row, delimiter):
                return line
            rows.append(row if not any(map(str.isspace, row)) else _without_blanks(row))
            numbers.append(line + 1)
            line = after
    except csv.Error:
        return line
    return len(lines)


def _without_blanks(row: list[str]) -> list[str]:
    return ["" if cell.isspace() else cell for cell in row]


def _swallowed(row: list[str], delimiter: str) -> bool:
    """Whether a cell of several lines looks like whole records behind a stray quote."""
    return any(
        cell.count("\n") > _MOST_LINES_IN_A_CELL
        or any(line.count(delimiter) >= _DELIMITERS_OF_A_RECORD for line in cell.splitlines()[1:])
        for cell in row
        if "\n" in cell
    )
