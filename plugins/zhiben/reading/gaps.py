"""Leaves out the empty rows between a ledger and a stray cell far below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhiben.reading.model import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhiben.reading.grids import Event

_LONGEST = 1000  # empty rows that a person may leave; the others of a run are no rows of the ledger
_MOST = 100_000  # of them between merged cells, which count rows by their places


def without_gaps(file_name: str, events: Iterator[Event]) -> Iterator[Event]:
    """``events``, of each run of empty rows only the first thousand, and a sentence about the rest.

    Raises:
        UnreadableFileError: merged cells stand below more empty rows than can be kept.
    """
    gap = _Gap(file_name)
    for event in events:
        if event[0] == "grid":
            yield from gap.told()
            gap = _Gap(file_name, event)
        if event[0] == "columns":
            yield gap.closed_columns(event)
        elif event[0] in {"rows", "lines"}:
            yield gap.closed(event)
        else:
            yield event
    yield from gap.told()


class _Gap:
    """The empty rows of one grid."""

    def __init__(self, file_name: str, grid: Event = ()) -> None:
        self._file_name = file_name
        self._sheet = f"工作表“{grid[2]}”" if grid and grid[2] else ""
        self._last_merged = max((merge[2] for merge in grid[3]), default=-1) if grid else -1
        self._place = self._run = self._kept = 0
        self._left_out: list[int] = []

    def closed(self, event: Event) -> Event:
        """The frame without the rows to be left out."""
        kind, rows, numbers = event
        if all(map(any, rows)):
            self._place += len(rows)
            self._run = 0
            return event
        kept = [place for place, row in enumerate(rows) if self._is_kept(row, numbers[place])]
        return (kind, [rows[place] for place in kept], [numbers[place] for place in kept])

    def closed_columns(self, event: Event) -> Event:
        """The frame of columns, made one of rows where some are to be left out."""
        _, rows, first = event
        empty = rows.filled() == 0
        if self._run + int(empty.sum()) > _LONGEST:
            return self.closed(("rows", list(rows), [*range(first, first + len(rows))]))
        ending = int(empty[::-1].argmin())
        self._run = self._run + len(rows) if empty.all() else ending
        self._place += len(rows)
        return event

    def _is_kept(self, row: Sequence[Any], number: int) -> bool:
        self._place += 1
        self._run = 0 if any(row) else self._run + 1
        if self._run <= _LONGEST:
            return True
        if self._place > self._last_merged:
            self._left_out = [*self._left_out[:1], number]
            return False
        self._kept += 1
        if self._kept > _MOST:
            raise UnreadableFileError(
                f"“{self._file_name}”{self._sheet}有超过 {_MOST:,} 个空行，无法读取。"
                "请删去空行后重新报送。"
            )
        return True

    def told(self) -> Iterator[Event]:
        """What was left out, in words."""
        if self._left_out:
            first, last = self._left_out[0], self._left_out[-1]
            yield ("note", f"{self._sheet}第 {first} 行至第 {last} 行之间的空行没有计入行数。")
