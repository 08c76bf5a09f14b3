"""Cells that said 同上: flagged where a field was read from them, as written in the raw row."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, cast

import numpy as np

from zhiben.normalizing.cells import Flags, Places, replaced
from zhiben.reading import texts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from zhiben.normalizing.columns import ColumnMap
    from zhiben.reading.model import SourceTable

SAME_AS_ABOVE = "same_as_above"


def mark_dittos(table: SourceTable, columns: ColumnMap, origin: Places, flags: Flags) -> None:
    """Flag the records (of the rows ``origin``) that took a field from the row above."""
    if not table.dittos:
        return
    repeating = {number for number, signs in table.dittos.items() if columns.used & signs.keys()}
    rows = [row for row, number in enumerate(table.row_numbers) if number in repeating]
    flags.add(SAME_AS_ABOVE, np.isin(origin, rows))


def with_dittos(table: SourceTable, texts: Sequence[pa.StringArray]) -> list[pa.StringArray]:
    """The columns ``texts`` with the signs where they stood."""
    received = list(texts)
    signs: dict[int, dict[int, str]] = defaultdict(dict)
    for row, number in enumerate(table.row_numbers) if table.dittos else ():
        for place, sign in table.dittos.get(number, {}).items():
            signs[place][row] = sign
    for place, written in signs.items():
        words = replaced(
            texts[place], np.array(list(written), np.int64), texts_of([*written.values()])
        )
        received[place] = cast("pa.StringArray", words)
    return received
