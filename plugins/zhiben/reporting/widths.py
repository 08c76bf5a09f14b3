"""How a table's columns share the width of the page: by what stands in them."""

from __future__ import annotations

import re
from math import ceil, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiben.reporting.summary import Clause, Column, Row, Table

PADDING = 1.0
INSETS = 7  # points that a cell leaves on its two sides
# The least and the most a column of texts asks for, in Chinese characters.
BOUNDS = {"text": (2.0, 8.0), "words": (6.0, 26.0)}
MOST_FOR_OTHERS = 0.75
WIDE = "%—↑↓…≤≥"  # though no Chinese characters
MOST_STRETCH = 1.5
MANY_COLUMNS = 8
_ASIDE = re.compile("(?=（)")
# Of a page's 638 points; what is lower goes to the next page as a whole.
LOW = 440


def type_size(table: Table) -> float:
    """The size its text is set in, in points."""
    return 9.0 if len(table.columns) > MANY_COLUMNS else 10.5


def is_kept_together(table: Table, width: float) -> bool:
    """Whether it goes to the next page as a whole rather than be cut; a high one may not."""
    size, shares = type_size(table), column_shares(table, width)
    room = [max(share * width / size - PADDING, 1.0) for share in shares]
    lines = (_lines(row, room) for row in table.rows)
    return sum(1.35 * size * count + 7 for count in lines) <= LOW


def column_shares(table: Table, width: float) -> tuple[float, ...]:
    """Each column's part of the ``width`` in points.

    A number or a short text has room on one line; columns of longer texts share what those leave,
    within reason.
    """
    cells = [list(_cells(table, place)) for place, _ in enumerate(table.columns)]
    asked = [_asked(column, texts) for column, texts in zip(table.columns, cells, strict=True)]
    are_words = [_wraps(column, texts) for column, texts in zip(table.columns, cells, strict=True)]
    for_words = sum(one for one, is_word in zip(asked, are_words, strict=True) if is_word)
    for_others = sum(asked) - for_words
    room = width / type_size(table)
    if not for_words or for_others > MOST_FOR_OTHERS * room:
        return tuple(one / sum(asked) for one in asked)
    stretch = min((room - for_others) / for_words, MOST_STRETCH)
    widths = [one * (stretch if w else 1.0) for one, w in zip(asked, are_words, strict=True)]
    return tuple(one / sum(widths) for one in widths)


def breadth(text: str) -> float:
    """How wide a text is, in Chinese characters."""
    return sum(1.0 if c > "\u2e7f" or c in WIDE else 0.55 for c in text)


def heading_lines(table: Table, width: float) -> Iterator[list[str]]:
    """Each heading in lines of about one length, an aside in brackets in a line of its own."""
    size, shares = type_size(table), column_shares(table, width)
    for column, share in zip(table.columns, shares, strict=True):
        room = max((share * width - INSETS) / size, 1.0)
        parts = _ASIDE.split(column.heading) if breadth(column.heading) > room else [column.heading]
        yield [line for part in parts for line in _balanced(part, room)]


def _balanced(words: str, room: float) -> Iterator[str]:
    lines = ceil(breadth(words) / room)
    while lines < len(words) and breadth(words[: ceil(len(words) / lines)]) > room:
        lines += 1
    longest = ceil(len(words) / lines)
    yield from (words[start : start + longest] for start in range(0, len(words), longest))


def _asked(column: Column, cells: list[float]) -> float:
    longest = max(cells, default=0.0)
    if column.kind not in BOUNDS:
        return PADDING + max(longest, _heading(column.heading))
    least, most = BOUNDS[column.kind]
    asks = longest
    if column.kind == "words":
        asks = sqrt(longest * sum(cells) / len(cells)) if cells else 0.0
    return PADDING + min(max(asks, least, breadth(column.heading) / 2), most)


def _wraps(column: Column, cells: list[float]) -> bool:
    """Whether its texts are such that take several lines anyway."""
    return column.kind in BOUNDS and max(cells, default=0.0) > BOUNDS["text"][1]


def _heading(heading: str) -> float:
    """Over two lines, but an aside in brackets in one."""
    aside = max(map(breadth, _ASIDE.split(heading)))
    return max(2.0, ceil(breadth(heading) / 2), aside if "（" in heading else 0.0)


def _cells(table: Table, place: int) -> Iterator[float]:
    return (_words(row.cells[place]) for row in table.rows)


def _lines(row: Row, room: list[float]) -> int:
    """How many lines the fullest cell takes."""
    return max(ceil(_words(cell) / width) for cell, width in zip(row.cells, room, strict=True))


def _words(parts: Clause) -> float:
    return sum(breadth(part if isinstance(part, str) else part.text) for part in parts)
