"""How a table's columns share the width of the page: by what stands in them."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiben.reporting.summary import Clause, Column, Table

PADDING = 1.0
# The least and the most a column of words asks for, in Chinese characters.
BOUNDS = {"text": (3.0, 8.0), "words": (6.0, 26.0)}
MOST_FOR_NUMBERS = 0.75
WIDE = "%—↑↓…"  # though no Chinese characters
MOST_STRETCH = 1.5
MANY_COLUMNS = 8
FEW_ROWS = 18


def type_size(table: Table) -> float:
    """The size its text is set in, in points."""
    return 9.0 if len(table.columns) > MANY_COLUMNS else 10.5


def is_kept_together(table: Table) -> bool:
    """Whether it goes to the next page as a whole rather than be cut; a long one may not."""
    return len(table.rows) <= FEW_ROWS


def column_shares(table: Table, width: float) -> tuple[float, ...]:
    """Each column's part of the ``width`` in points.

    A number has room on one line; words share what the numbers leave, within reason.
    """
    asked = [_asked(column, list(_cells(table, n))) for n, column in enumerate(table.columns)]
    are_words = [column.kind in BOUNDS for column in table.columns]
    for_words = sum(one for one, is_word in zip(asked, are_words, strict=True) if is_word)
    for_numbers = sum(asked) - for_words
    room = width / type_size(table)
    if not for_words or for_numbers > MOST_FOR_NUMBERS * room:
        return tuple(one / sum(asked) for one in asked)
    stretch = min((room - for_numbers) / for_words, MOST_STRETCH)
    widths = [one * (stretch if w else 1.0) for one, w in zip(asked, are_words, strict=True)]
    return tuple(one / sum(widths) for one in widths)


def breadth(text: str) -> float:
    """How wide a text is, in Chinese characters."""
    return sum(1.0 if c > "\u2e7f" or c in WIDE else 0.55 for c in text)


def _asked(column: Column, cells: list[float]) -> float:
    longest = max(cells, default=0.0)
    if column.kind not in BOUNDS:
        return PADDING + max(longest, _heading(column.heading))
    least, most = BOUNDS[column.kind]
    typical = sqrt(longest * sum(cells) / len(cells)) if cells else 0.0
    return PADDING + min(max(typical, least, breadth(column.heading) / 2), most)


def _heading(heading: str) -> float:
    """Over two lines, but an aside in brackets in one."""
    aside = max(map(breadth, heading.split("（")))
    return max(2.0, breadth(heading) / 2, aside if "（" in heading else 0.0)


def _cells(table: Table, place: int) -> Iterator[float]:
    return (_words(row.cells[place]) for row in table.rows)


def _words(parts: Clause) -> float:
    return sum(breadth(part if isinstance(part, str) else part.text) for part in parts)
