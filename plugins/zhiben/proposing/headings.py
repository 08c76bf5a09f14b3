"""Finds the headings of a table of which the vocabulary knows nothing: by the shape of its rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zhiben.normalizing import looks_like_date
from zhiben.reading import heading_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from zhiben.reading import Sheet

_SEARCHED = 40
_LOOKED_AT = 30
_FEWEST = 3
_LONGEST = 24
_SENTENCE = re.compile(r"[。；;]|^\d|\d{4,}")
_LETTER = re.compile(r"[^\W\d_]")


def headings_by_shape(sheets: Iterable[Sheet]) -> frozenset[str]:
    """Texts that look like the headings of their sheet; empty where no row looks so.

    A row of headings holds at least three short texts, no two alike and none of them a date, a
    number or a sentence, and the rows below fill most of its columns with something else. One of
    its texts may be without letters, as # above the numbers of the rows is.
    """
    found: set[str] = set()
    for sheet in sheets:
        found |= set(_best_row(sheet.rows))
    return frozenset(found)


def _best_row(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    scored = list(_scored(rows))
    return max(scored, key=lambda pair: pair[0])[1] if scored else ()


def _scored(rows: Sequence[Sequence[str]]) -> Iterator[tuple[tuple[float, int], tuple[str, ...]]]:
    for place, row in enumerate(rows[:_SEARCHED]):
        texts = tuple(heading_text(cell) for cell in row if cell.strip())
        if len(texts) >= _FEWEST and len(set(texts)) == len(texts) and _are_like(texts):
            below = rows[place + 1 : place + 1 + _LOOKED_AT]
            share = _filled_otherwise(row, below)
            if share:
                yield (share * len(texts), -place), texts


def _are_like(texts: Sequence[str]) -> bool:
    lettered = sum(bool(_LETTER.search(text)) for text in texts)
    return lettered >= max(_FEWEST, len(texts) - 1) and all(map(_is_like, texts))


def _is_like(text: str) -> bool:
    is_short = 0 < len(text) <= _LONGEST
    return is_short and not _SENTENCE.search(text) and not looks_like_date(text)


def _filled_otherwise(row: Sequence[str], below: Sequence[Sequence[str]]) -> float:
    """Share of the cells under the row's texts that hold something, and not that text."""
    places = [c for c, cell in enumerate(row) if cell.strip()]
    cells = [line[c].strip() for line in below if any(line) for c in places if c < len(line)]
    own = {row[c].strip() for c in places}
    return sum(1 for cell in cells if cell and cell not in own) / len(cells) if cells else 0.0
