"""Delimited text as records, one bad quote spoiling one line at most, whatever the length."""

from __future__ import annotations

import csv
import itertools
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from zhiben.reading.dialect import Dialect

_MOST_LINES_IN_A_RECORD = 100
_DELIMITERS_OF_A_RECORD = 3
_MOST_READINGS = 2000
_OTHER_DELIMITERS = (";", "\t", "|", ",")
_ENOUGH_COLUMNS = 4

csv.field_size_limit((1 << 31) - 1)  # lines are bounded before they come here


class Record(NamedTuple):
    """Cells, the number of the line they start on, how many lines, and whether repaired."""

    cells: list[str]
    number: int
    lines: int
    is_repaired: bool


class _TooManyLinesError(Exception):
    """A quote stays open for longer than any cell is."""


class _Feed:
    """Lines for one reader after another, with those of the current record kept."""

    def __init__(self, lines: Iterable[str], more: Callable[[], str]) -> None:
        self._lines = iter(lines)
        self._more = more
        self.taken: list[str] = []

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= _MOST_LINES_IN_A_RECORD:
            raise _TooManyLinesError
        line = next(self._lines, "") or (self._more() if self.taken else "")
        if not line:
            raise StopIteration
        self.taken.append(line)
        return line

    def spoiled(self) -> str | None:
        """The first line of the record, the others to be read again; None at the end."""
        if not self.taken:
            return None
        first, *rest = self.taken
        self._lines = itertools.chain(rest, self._lines)
        self.taken.clear()
        return first


def _nothing() -> str:
    return ""


def records(
    lines: Iterable[str], dialect: Dialect, first: int = 1, more: Callable[[], str] = _nothing
) -> Iterator[Record]:
    """Every record of ``lines``, the first of which bears the number ``first``.

    ``more`` gives further lines, asked only in the middle of a record; "" at the end.
    """
    feed = _Feed(lines, more)
    number = first
    options = dialect.options()
    while True:
        try:
            for row in csv.reader(feed, **options):
                used = len(feed.taken)
                if used > 1 and _swallowed(row, dialect):
                    break
                feed.taken.clear()
                yield Record(cut_otherwise(row, dialect), number, used, is_repaired=False)
                number += used
        except (csv.Error, _TooManyLinesError):
            pass
        line = feed.spoiled()
        if line is None:
            return
        yield Record(repaired(line.rstrip("\r\n"), dialect), number, 1, is_repaired=True)
        number += 1


def repaired(line: str, dialect: Dialect) -> list[str]:
    """A line whose quotes do not pair, read so that it has as many cells as the others.

    A quote closes a cell only before a delimiter; one that opens a cell may also be a mere
    character. Of these readings the first as wide as the table is taken, else the plain one.
    """
    budget = itertools.count()
    for row in _readings(line, 0, dialect, dialect.width):
        if len(row) == dialect.width:
            return row
        if next(budget) > _MOST_READINGS:
            break
    return line.split(dialect.delimiter)


def _readings(line: str, start: int, dialect: Dialect, left: int) -> Iterator[list[str]]:
    if left <= 0:
        return
    for cell, after in _cells_at(line, start, dialect):
        if after is None:
            yield [cell]
        else:
            for rest in _readings(line, after, dialect, left - 1):
                yield [cell, *rest]


def _cells_at(line: str, start: int, dialect: Dialect) -> Iterator[tuple[str, int | None]]:
    """What a cell beginning at ``start`` may be, with where the next one begins."""
    quote, delimiter = dialect.quote, dialect.delimiter
    if dialect.skips_space:
        start = _past_spaces(line, start)
    if line.startswith(quote, start):
        close = line.find(quote, start + 1)
        while close >= 0:
            place = _past_spaces(line, close + 1)
            if place == len(line) or line.startswith(delimiter, place):
                cell = line[start + 1 : close].replace(quote * 2, quote)
                yield cell, place + len(delimiter) if place < len(line) else None
                break
            close = line.find(quote, close + 1)
    end = line.find(delimiter, start)
    yield (line[start:], None) if end < 0 else (line[start:end], end + len(delimiter))


def _past_spaces(line: str, start: int) -> int:
    while line.startswith(" ", start):
        start += 1
    return start


def cut_otherwise(row: list[str], dialect: Dialect) -> list[str]:
    """A row of one cell in a wide table, cut by the delimiter that makes it as wide."""
    if len(row) != 1 or dialect.width < _ENOUGH_COLUMNS:
        return row
    for delimiter in _OTHER_DELIMITERS:
        if row[0].count(delimiter) == dialect.width - 1:
            return row[0].split(delimiter)
    return row


def _swallowed(row: list[str], dialect: Dialect) -> bool:
    """Whether a cell of several lines looks like whole records behind a stray quote."""
    most = max(_DELIMITERS_OF_A_RECORD, dialect.width // 2)
    return any(
        any(line.count(dialect.delimiter) >= most for line in cell.splitlines()[1:])
        for cell in row
        if "\n" in cell or "\r" in cell
    )
