"""Text (``.csv``, ``.tsv``, ``.txt``, JSON) as a grid, read in pieces whatever its length."""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import TYPE_CHECKING, TextIO

from zhiben.reading.columns import ColumnRows, cleaned
from zhiben.reading.detect import ACCEPTED, looks_binary
from zhiben.reading.dialect import SAMPLE_CHARACTERS, Dialect, find_dialect
from zhiben.reading.encodings import Encoding, find_encoding, is_mixed
from zhiben.reading.grids import column_frame, rows_of, too_long_a_cell
from zhiben.reading.model import UnreadableFileError
from zhiben.reading.objects import read_json
from zhiben.reading.records import cut_otherwise, records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiben.reading.grids import Event, Request

_BLOCK = 4 << 20  # characters
_LONG = 1 << 19  # characters from which it pays to read a block by column
_LONGEST_LINE = 8 << 20
_TOLERATED = 0.001
_NAMED_AT_MOST = 5
_SPACES = " \t\u3000\xa0\u2003\u2002\x0b\x0c"
_MIXED = (
    "里混有 UTF-8 和 GB18030 两种编码的文字，无法一并读取。"
    "请把各部分分别用 Excel 或 WPS 打开后另存为 .xlsx 再报送。"
)
_GUARDED = re.compile(r'="((?:[^"]|"")*)"\s*')
_JSON = re.compile(r"\s*[\[{]")


class _Damage:
    """Counts the characters that the codec at work cannot read, and replaces them."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        self.count += 1
        return "\N{REPLACEMENT CHARACTER}", error.end


_damage = _Damage()
codecs.register_error("zhiben-count", _damage)


def read_text(request: Request) -> Iterator[Event]:
    """The file's one grid, rows as long as they came, and what was found and repaired.

    Raises:
        UnreadableFileError: the bytes are no text.
    """
    with request.stream() as stream:
        encoding = find_encoding(stream)
        if (encoding is None or not encoding.is_expected) and is_mixed(stream):
            raise UnreadableFileError(f"“{request.file_name}”{_MIXED}")
        if encoding is None:
            raise _no_text(request)
        stream.seek(encoding.mark)
        _damage.count = 0
        text = io.TextIOWrapper(stream, encoding.codec, "zhiben-count", newline="")
        yield from _grid(request, text, encoding)


def _grid(request: Request, text: TextIO, encoding: Encoding) -> Iterator[Event]:
    start = text.read(SAMPLE_CHARACTERS)
    if looks_binary(start):
        raise _no_text(request)
    if _JSON.match(start):
        start += text.read()
        if (found := read_json(request.file_name, start.replace("\0", ""))) is not None:
            sheet, others = found
            yield ("grid", request.file_name, "", [], "")
            yield from rows_of(sheet.rows, sheet.row_numbers)
            yield ("note", f"按 {encoding.label} 编码的 JSON 读取。")
            yield from (("note", other) for other in others)
            return
    yield ("grid", request.file_name, "", [], "")
    table = _Table(request, find_dialect(start), text)
    yield from table.rows(start)
    if _damage.count > max(1, table.characters * _TOLERATED):
        raise _no_text(request)
    yield from (("note", note) for note in table.notes(encoding))


def _no_text(request: Request) -> UnreadableFileError:
    told = f"“{request.file_name}”不是文本文件，也不是能识别的表格。{ACCEPTED}。"
    return UnreadableFileError(told)


def _without_blanks(row: list[str]) -> list[str]:
    if any(map(str.isspace, row)):
        return ["" if cell.isspace() else cell for cell in row]
    return row


def _without_guard(cell: str) -> str:
    """What ``="00123"`` shows: spreadsheets write it so lest they take it for a number."""
    guarded = _GUARDED.fullmatch(cell) if cell.startswith("=") else None
    return guarded[1].replace('""', '"') if guarded else cell


class _Table:
    """The way through one text, block by block."""

    def __init__(self, request: Request, dialect: Dialect, text: TextIO) -> None:
        self._request = request
        self._dialect = dialect
        self._text = text
        self._number = 1
        self._repaired: list[int] = []
        self.characters = 0

    def rows(self, start: str) -> Iterator[Event]:
        """Rows in frames, from ``start`` (already taken from the text) on."""
        while block := start or self._text.read(_BLOCK):
            start = ""
            block += self._rest_of_line(block)
            self.characters += len(block)
            if self._dialect.escape != "\0":
                block = block.replace("\0", "")
            is_plain = self._is_plain(block)
            if is_plain and (columns := self._columns(block)) is not None:
                yield column_frame(self._request, columns, self._number)
                self._number += len(columns)
                continue
            rows, numbers = self._plain(block) if is_plain else self._quoted(block)
            if any(space in block for space in _SPACES):
                rows = [_without_blanks(row) for row in rows]
            for _, *part in rows_of(rows, numbers):
                yield ("lines", *part)

    def _rest_of_line(self, block: str) -> str:
        if block.endswith("\n"):
            return ""
        return self._line()

    def _line(self) -> str:
        line = self._text.readline(_LONGEST_LINE)
        if len(line) >= _LONGEST_LINE:
            raise too_long_a_cell(self._request, self._number)
        return line

    def _is_plain(self, block: str) -> bool:
        """Whether each line is a record: no quotes, nothing escaped, no monstrous cell."""
        dialect = self._dialect
        if dialect.quote in block or dialect.escape:
            return False
        return max(map(len, block.split("\n"))) <= self._request.cell_characters

    def _columns(self, block: str) -> ColumnRows | None:
        """The rows of a long block whose rows are all as wide as the table."""
        if len(block) < _LONG:
            return None
        from zhiben.reading.text_columns import columns_of_block

        rows = columns_of_block(block, self._dialect)
        if rows is not None and any(space in block for space in _SPACES):
            return ColumnRows(tuple(map(cleaned, rows.columns)))
        return rows

    def _plain(self, block: str) -> tuple[list[list[str]], list[int]]:
        dialect = self._dialect
        rows = list(csv.reader(io.StringIO(block, newline=""), **dialect.options()))
        numbers = list(range(self._number, self._number + len(rows)))
        self._number += len(rows)
        if min(map(len, rows), default=0) == 1:
            rows = [cut_otherwise(row, dialect) for row in rows]
        return rows, numbers

    def _quoted(self, block: str) -> tuple[list[list[str]], list[int]]:
        rows, numbers = [], []
        lines = io.StringIO(block, newline="")
        for record in records(lines, self._dialect, self._number, self._line):
            if max(map(len, record.cells), default=0) > self._request.cell_characters:
                raise too_long_a_cell(self._request, record.number)
            rows.append(list(map(_without_guard, record.cells)))
            numbers.append(record.number)
            self._number = record.number + record.lines
            if record.is_repaired:
                self._repaired.append(record.number)
        return rows, numbers

    def notes(self, encoding: Encoding) -> list[str]:
        """How it was read, and what was repaired."""
        by = f"，以{self._dialect.name}分隔" if self._dialect.width > 1 else ""
        notes = [f"按 {encoding.label} 编码{by}读取。"]
        if _damage.count:
            notes.append(f"有 {_damage.count} 处文字无法识别，以“\N{REPLACEMENT CHARACTER}”代替。")
        if count := len(self._repaired):
            named = "、".join(map(str, self._repaired[:_NAMED_AT_MOST]))
            more = " 等" if count > _NAMED_AT_MOST else ""
            notes.append(
                f"有 {count} 行（第 {named}{more} 行）的引号不成对，已按其余行的列数还原。"
            )
        return notes
