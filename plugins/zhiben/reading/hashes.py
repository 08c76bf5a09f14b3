"""Short fingerprints of rows: the same under the same headings with the same cells."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Collection, Iterable
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhiben.reading.model import SourceTable

_BYTES = 8
_BETWEEN = "\x1f"


def row_hashes(table: SourceTable, leave_out: Collection[str] = ()) -> list[str]:
    """One hash (16 hex digits of BLAKE2b) a row, over the table's headings and its raw cells.

    Columns whose heading is in ``leave_out`` count for nothing: a row that only moved is the
    same row. The section a row stands in is part of what it says.
    """
    places = [place for place, one in enumerate(table.headings) if one not in leave_out]
    headings = [table.headings[place] for place in places]
    seed = blake2b(_joined(headings), digest_size=_BYTES).digest()
    rows: Iterable[list[str]] = table.rows
    if len(places) < len(table.headings):
        rows = ([row[place] for place in places] for row in table.rows)
    if heads := table.sections:
        starts = [head.row_number for head in heads]
        texts = ["", *(head.text for head in heads)]
        below = (bisect(starts, number) for number in table.row_numbers)
        rows = ([*row, texts[place]] for row, place in zip(rows, below, strict=True))
    return [blake2b(_joined(row), digest_size=_BYTES, key=seed).hexdigest() for row in rows]


def _joined(cells: list[str]) -> bytes:
    return _BETWEEN.join(cells).encode("utf-8", "surrogatepass")
