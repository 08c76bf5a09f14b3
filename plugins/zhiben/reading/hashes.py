"""Short fingerprints of rows: the same under the same headings with the same cells."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Collection, Iterable, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING

from zhiben.reading.columns import ColumnRows, joined_cells

if TYPE_CHECKING:
    from zhiben.reading.model import SourceTable

_BYTES = 8
_BETWEEN = "\x1f"
# What a section says otherwise each time, though its rows are the same: 川汇区：12项.
_PASSING = re.compile(r"共?\d+[项条处个家]|(?:填报|报送|上报)(?:日期|时间)[:：\s]*\S*")


def row_hashes(table: SourceTable, leave_out: Collection[str] = ()) -> list[str]:
    """One hash (16 hex digits of BLAKE2b) a row, over the table's headings and its raw cells.

    Columns whose heading is in ``leave_out`` count for nothing: a row that only moved is the
    same row. The section a row stands in is part of what it says.
    """
    places = [place for place, one in enumerate(table.headings) if one not in leave_out]
    headings = [table.headings[place] for place in places]
    seed = blake2b(_bytes_of(headings), digest_size=_BYTES).digest()
    empty = blake2b(digest_size=_BYTES, key=seed)
    hashes = []
    for said in _rows_said(table, places, _sections(table)):
        one = empty.copy()
        one.update(said)
        hashes.append(one.hexdigest())
    return hashes


def _rows_said(
    table: SourceTable, places: Sequence[int], sections: Sequence[str]
) -> Iterable[bytes]:
    """What each row says in the columns at ``places``, and the section it stands in."""
    rows = table.rows
    if isinstance(rows, ColumnRows) and places:
        return joined_cells([rows.columns[place] for place in places], sections, _BETWEEN)
    cells: Iterable[list[str]] = rows
    if len(places) < len(table.headings):
        cells = ([row[place] for place in places] for row in rows)
    if sections:
        cells = ([*row, section] for row, section in zip(cells, sections, strict=True))
    return map(_bytes_of, cells)


def _sections(table: SourceTable) -> list[str]:
    """The section of each row; none where the table has none."""
    heads, above = table.sections, table.sections_above
    if not heads and not above:
        return []
    starts = [head.row_number for head in heads]
    said = (above[-1] if above else "", *(head.text for head in heads))
    texts = [_PASSING.sub("", text) for text in said]
    return [texts[bisect(starts, number)] for number in table.row_numbers]


def _bytes_of(cells: list[str]) -> bytes:
    return _BETWEEN.join(cells).encode("utf-8", "surrogatepass")
