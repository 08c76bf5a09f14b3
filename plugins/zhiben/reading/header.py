"""Finds a table's headings: by vocabulary, under titles, over several merged rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiben.reading.headings import HeadingTest, heading_text
from zhiben.reading.pairs import PairLines
from zhiben.reading.words import COLUMN_NUMBER, SERIAL_HEADINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhiben.reading.merges import Merges
    from zhiben.reading.model import Sheet

_SEARCHED = 100  # rows from the top within which the first headings must stand
_LOOK_AHEAD = 4
_DEEPEST = 6
_ENOUGH = 3
_FEWEST = 2
_FULL = 5  # headings of a table whose full rows are records without a number, too
_LONGEST_SUBHEADING = 20
_NAMELESS = re.compile(r"列\d+")


@dataclass(frozen=True)
class Header:
    """Heading rows ``top`` to ``bottom`` (indexes, inclusive) and a heading for each column.

    A column without a heading holds "". ``continued`` are columns that have their heading
    only because a merged heading reaches over them, ``understood`` those whose heading is known.
    """

    top: int
    bottom: int
    headings: tuple[str, ...]
    continued: frozenset[int]
    understood: frozenset[int]

    @property
    def known(self) -> int:
        """How many different headings are known."""
        return len({self.headings[column] for column in self.understood})

    def looks_like(self, other: Header) -> bool:
        """Whether it is ``other`` once more: no column moved, most of them named alike.

        A column that is understood and bears another heading than there would be read as what
        it is not.
        """
        others = (*other.headings, *[""] * (len(self.headings) - len(other.headings)))
        named = [c for c, heading in enumerate(self.headings) if heading]
        alike = {c for c in named if _own_part(self.headings[c]) in others[c].split("/")}
        return len(alike) * 5 >= len(named) * 3 and alike >= self.understood

    def is_convincing(self) -> bool:
        """Whether enough of it is known to call it the headings of a ledger."""
        filled = sum(1 for heading in self.headings if heading)
        return self.known >= _ENOUGH or (self.known >= _ENOUGH - 1 and self.known == filled)


class HeaderFinder:
    """Looks for headings in one sheet."""

    def __init__(self, sheet: Sheet, merges: Merges, known: HeadingTest) -> None:
        self._rows = sheet.rows
        self._merges = merges
        self._known = known
        self._lines = PairLines(sheet.rows, merges, known)

    def first(self, start: int, searched: int = _SEARCHED) -> Header | None:
        """The first convincing headings from row ``start`` on.

        Where a row just below is far better understood, that one is meant: lines such as
        "填报单位 | … | 检查时间 | …" stand above the headings and use their words. Records in
        between show that it heads another table.
        """
        for row in range(start, min(len(self._rows), start + searched)):
            header = self.at(row, start)
            if header is not None:
                below = range(row + 1, min(len(self._rows), row + 1 + _LOOK_AHEAD))
                found = (rival for r in below if (rival := self.at(r, start)) is not None)
                rivals = [rival for rival in found if not self._holds_record(header, rival.top)]
                best = max(rivals, key=lambda rival: rival.known, default=header)
                return best if best.known * 2 > header.known * 3 else header
        return None

    def _holds_record(self, header: Header, end: int) -> bool:
        return any(self.is_record(header, row) for row in self._rows[header.bottom + 1 : end])

    def is_record(self, header: Header, row: Sequence[str]) -> bool:
        """Whether ``row`` is plainly one of the rows that ``header`` heads: numbered, or full."""
        width = sum(1 for heading in header.headings if heading)
        cells = [(column, cell) for column, cell in enumerate(row) if cell]
        if not cells or cells[-1][0] >= len(header.headings):
            return False
        column, number = cells[0]
        if _own_part(header.headings[column]) in SERIAL_HEADINGS and number.isdecimal():
            return len(cells) * 2 >= width
        is_label = any(self._known(cell) or ":" in heading_text(cell) for _, cell in cells)
        return width >= _FULL and len(cells) * 5 >= width * 4 and not is_label

    def at(self, row: int, start: int) -> Header | None:
        """The headings of which ``row`` is one row, not reaching above ``start``.

        A row of one text heads nothing, though a title may be a heading's word: 隐患清单; nor does
        one that has labels with their values.
        """
        if len({*self._rows[row]} - {""}) < _FEWEST or not self._known.count(self._rows[row]):
            return None
        if self._lines.are_values(row):
            return None
        top = self._extend_up(row, start)
        bottom = self._extend_down(top, row)
        header = self._flatten(top, bottom)
        return header if header.is_convincing() else None

    def _extend_up(self, row: int, start: int) -> int:
        top = row
        while top > start and row - top < _DEEPEST and self._belongs_above(top):
            top -= 1
        return top

    def _belongs_above(self, row: int) -> bool:
        above, below = self._rows[row - 1], self._rows[row]
        widest = self._widest(row)
        for top, left, bottom, right in self._merges.covering(row, _DEEPEST):
            if bottom - top < _DEEPEST and right - left + 1 <= widest and self._text(top, left):
                return True
        texts = [heading_text(cell) for cell in above if cell]
        if len(set(texts)) < 2 or self._lines.are_values(row - 1):
            return False
        if any(":" in text or _has_digit_first(text) for text in texts):
            return False
        under = [*below, *[""] * (len(above) - len(below))]
        if any(self._known(cell) and not under[c] for c, cell in enumerate(above)):
            return True
        named = [heading_text(cell) for cell in below if cell]
        return len(set(named)) < len(named) and max(map(len, texts)) <= _LONGEST_SUBHEADING

    def _extend_down(self, top: int, row: int) -> int:
        bottom = row
        limit = min(top + _DEEPEST, len(self._rows)) - 1
        while True:
            reached = min(self._reach_of_merges(top, bottom, limit), limit)
            if reached == bottom and bottom < limit and self._is_subheading(bottom + 1):
                reached += 1
            if reached == bottom:
                break
            bottom = reached
        below = bottom + 1
        if below < len(self._rows) and _is_column_numbers(self._rows[below]):
            return below
        return bottom

    def _reach_of_merges(self, top: int, bottom: int, limit: int) -> int:
        reach = bottom
        for row in range(top, bottom + 1):
            for _, left, last, right in self._merges.starting(row):
                is_narrow = right - left + 1 <= self._widest(row)
                if last <= limit and is_narrow and self._text(row, left):
                    reach = max(reach, last)
        return reach

    def _is_subheading(self, row: int) -> bool:
        """Whether ``row`` carries on the headings above it.

        Either every text stands under a group (a heading with blanks beside it), or the row
        says again what stands above, as exports of merged headings do.
        """
        above, cells = self._rows[row - 1], self._rows[row]
        texts = [cell for cell in cells if cell]
        same = sum(1 for one, other in zip(above, cells, strict=False) if one and one == other)
        if same >= 2 and same * 2 >= len(texts):
            return True
        if len(texts) < 2 or len(set(texts)) < len(texts):
            return False
        if any(len(text) > _LONGEST_SUBHEADING or _has_digit_first(text) for text in texts):
            return False
        return all(_is_under_group(above, column) for column, cell in enumerate(cells) if cell)

    def _flatten(self, top: int, bottom: int) -> Header:
        width = max(len(self._rows[row]) for row in range(top, bottom + 1))
        levels = [[self._text(row, c) for c in range(width)] for row in range(top, bottom + 1)]
        levels = [level for level in levels if not _is_column_numbers(level)]
        own = [list(level) for level in levels]
        self._spread_merges(levels, top, bottom)
        _spread_groups(levels)
        paths = ["/".join(_without_repeats(level[c] for level in levels)) for c in range(width)]
        continued = frozenset(
            c
            for c in range(1, width)
            if paths[c] == paths[c - 1] and not any(level[c] for level in own)
        )
        known = (c for c in range(width) if paths[c] and self._known.column(paths[c]))
        return Header(top, bottom, made_unique(paths), continued, frozenset(known))

    def _spread_merges(self, levels: list[list[str]], top: int, bottom: int) -> None:
        for row in range(top, bottom + 1):
            for first, left, last, right in self._merges.starting(row):
                text = self._text(first, left)
                for covered in range(first - top, min(last - top + 1, len(levels))) if text else ():
                    end = min(right + 1, len(levels[covered]))
                    levels[covered][left:end] = [text] * (end - left)

    def _text(self, row: int, column: int) -> str:
        cells = self._rows[row]
        return heading_text(cells[column]) if column < len(cells) else ""

    def _widest(self, row: int) -> int:
        """Columns a merged heading may span before it is rather a title."""
        return max(2, len(self._rows[row]) * 3 // 5)


def _own_part(heading: str) -> str:
    return heading.rpartition("/")[2]


def _spread_groups(levels: list[list[str]]) -> None:
    """Lets a group's name reach over the blanks at its right that have texts below them."""
    for depth, level in enumerate(levels[:-1]):
        below = [[lower[c] for lower in levels[depth + 1 :]] for c in range(len(level))]
        for c in range(1, len(level)):
            is_group = any(text and text != level[c - 1] for text in below[c - 1])
            if not level[c] and any(below[c]) and level[c - 1] and is_group:
                level[c] = level[c - 1]


def _is_under_group(above: Sequence[str], column: int) -> bool:
    here = above[column] if column < len(above) else ""
    after = above[column + 1] if column + 1 < len(above) else ""
    return not here or not after


def _without_repeats(texts: Iterable[str]) -> list[str]:
    kept: list[str] = []
    for text in texts:
        if text and (not kept or kept[-1] != text):
            kept.append(text)
    return kept


def heading_names(names: Sequence[str], kept: Sequence[int]) -> tuple[str, ...]:
    """What the columns at the places ``kept`` are called, each otherwise; 列7 has no name."""
    return made_unique([names[place] or f"列{place + 1}" for place in kept])


def is_nameless(heading: str) -> bool:
    """Whether a column called so has no heading of its own."""
    return bool(_NAMELESS.fullmatch(heading))


def made_unique(paths: Sequence[str]) -> tuple[str, ...]:
    """Repeated headings get a number: 备注, 备注2, 备注3."""
    given = set(paths)
    seen: set[str] = set()
    last: dict[str, int] = {}  # path → the number it was given last: thousands may be alike
    unique = []
    for path in paths:
        name, number = path, last.get(path, 1)
        while name and (name in seen or (number > 1 and name in given)):
            number += 1
            name = f"{path}{number}"
        last[path] = number
        seen.add(name)
        unique.append(name)
    return tuple(unique)


def _is_column_numbers(cells: Sequence[str]) -> bool:
    """The line of column numbers (甲 乙 1 2 3 …) printed under the headings of forms."""
    texts = [heading_text(cell) for cell in cells if cell]
    if len(texts) < 4 or not all(COLUMN_NUMBER.fullmatch(text) for text in texts):
        return False
    numbers = [int(text.strip("()")) for text in texts if text.strip("()").isdecimal()]
    return len(numbers) >= 3 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _has_digit_first(text: str) -> bool:
    return text[:1].isdigit()
