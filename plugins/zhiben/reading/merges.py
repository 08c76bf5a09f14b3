"""What merged cells say: which text stands in a covered cell, which row is one wide cell."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiben.reading.model import Sheet

Merge = tuple[int, int, int, int]


class Carried(NamedTuple):
    """A text lent to a cell by the merged area that began in row ``origin``."""

    origin: int
    column: int
    text: str


class Merges:
    """The merged areas of a sheet, by row."""

    def __init__(self, sheet: Sheet) -> None:
        self._rows = sheet.rows
        self._all = [merge for merge in sheet.merges if merge[0] < len(sheet.rows)]
        self._last = max((bottom for _, _, bottom, _ in self._all), default=-1)
        self._starting: dict[int, list[Merge]] = defaultdict(list)
        for merge in self._all:
            self._starting[merge[0]].append(merge)

    def starting(self, row: int) -> Sequence[Merge]:
        """Areas whose first row is ``row``."""
        return self._starting.get(row, ())

    def covering(self, row: int, within: int) -> list[Merge]:
        """Areas that began at most ``within`` rows above ``row`` and reach into it."""
        above = range(max(0, row - within), row) if row <= self._last else ()
        return [merge for first in above for merge in self.starting(first) if merge[2] >= row]

    def width_of_only_text(self, row: int) -> int:
        """Columns covered by the row's one text where it stands in a merged area, else 0."""
        if row not in self._starting:
            return 0
        filled = [column for column, cell in enumerate(self._rows[row]) if cell]
        if len(filled) != 1:
            return 0
        widths = [m[3] - m[1] + 1 for m in self.starting(row) if m[1] == filled[0]]
        return max(widths, default=0)

    def carried_down(self) -> dict[int, list[Carried]]:
        """Row → texts that areas begun above lend to cells in it.

        Areas wider than half the sheet are notes and titles, which lend nothing. Areas cannot
        overlap in a sound workbook, so no more cells than the grid has are ever lent.
        """
        lent: dict[int, list[Carried]] = defaultdict(list)
        budget = sum(map(len, self._rows))
        widest = max(2, max(map(len, self._rows), default=0) // 2)
        for top, left, bottom, right in self._all:
            if right - left + 1 > widest or left >= len(self._rows[top]):
                continue
            text = self._rows[top][left]
            for row in range(top + 1, min(bottom + 1, len(self._rows))) if text else ():
                lent[row].append(Carried(top, left, text))
                budget -= 1
            if budget < 0:
                break
        return lent
