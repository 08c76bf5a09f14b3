"""Pieces of a long table whose rows are kept by column, judged column by column.

Nearly all rows of a long table are records beyond doubt. Those that are not are looked at one by
one; where one of them calls for more (headings, 同上), the piece is left to the thorough way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from zhiben.reading.columns import ColumnRows, are_numbers, mask_of
from zhiben.reading.dittos import SIGNS
from zhiben.reading.header import Header, heading_names
from zhiben.reading.model import SkippedRow, SkipReason, SourceTable
from zhiben.reading.rows import RowJudge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiben.reading.columns import Mask
    from zhiben.reading.headings import HeadingTest

CELLS_TRIED = 4
_LONGEST_TEXT = 200
_MOST_DOUBTFUL = 1000


@dataclass(frozen=True)
class Frame:
    """What stands above the records of a table, from its first row to its last heading."""

    file_name: str
    sheet: str
    title: str
    header: Header
    above: list[list[str]]
    headings: list[list[str]]

    @property
    def lead(self) -> list[list[str]]:
        """All rows above the records."""
        return [*self.above, *self.headings]

    @property
    def header_of_lead(self) -> Header:
        """The header as it stands in ``lead``."""
        return replace(self.header, top=len(self.above), bottom=len(self.lead) - 1)


class PieceCutter:
    """Makes tables of pieces below one frame."""

    def __init__(self, frame: Frame, known: HeadingTest) -> None:
        self._frame = frame
        self._known = known
        self._judge = RowJudge(frame.header, frame.headings)
        self._titles = {tuple(row) for row in frame.above if any(row)}

    def table(self, rows: ColumnRows, first: int) -> SourceTable | None:
        """The table of ``rows``, numbered from ``first``, up to the last one beyond doubt.

        None where some row calls for the thorough way.
        """
        if len(rows.columns) != len(self._frame.header.headings) or len(rows.columns) < 2:
            return None
        clear = self._judge.clears(rows)
        end = len(clear) - int(clear[::-1].argmax()) if clear.any() else 0
        rows, clear = rows[:end], clear[:end]
        doubtful = (~clear).nonzero()[0].tolist()
        if not end or len(doubtful) > _MOST_DOUBTFUL or self._holds_more(rows, doubtful):
            return None
        return self._table(rows, first, clear, doubtful)

    def _table(
        self, rows: ColumnRows, first: int, is_record: Mask, doubtful: Sequence[int]
    ) -> SourceTable:
        skipped = []
        for place in doubtful:
            row = rows[place]
            reason = self._judge.reason(row, has_lent=False, merged_width=0)
            is_record[place] = reason is None
            if reason is not None:
                reason = SkipReason.TITLE if tuple(row) in self._titles else reason
                skipped.append(self._skip(row, first + place, reason))
        numbers: Sequence[int] = range(first, first + len(rows))
        if skipped:
            numbers = [first + place for place in is_record.nonzero()[0].tolist()]
            rows = rows.only(is_record)
        return self._source_table(rows, numbers, skipped)

    def _source_table(
        self, rows: ColumnRows, numbers: Sequence[int], skipped: list[SkippedRow]
    ) -> SourceTable:
        frame, header = self._frame, self._frame.header
        kept = [
            place
            for place, name in enumerate(header.headings)
            if (name and place not in header.continued) or rows.has_text_in(place)
        ]
        headings = heading_names(header.headings, kept)
        cells = ColumnRows(tuple(rows.columns[place] for place in kept))
        return SourceTable(
            *(frame.file_name, frame.sheet, frame.title, headings, numbers, cells),
            skipped=tuple(skipped),
            columns=tuple(kept),
        )

    def _holds_more(self, rows: ColumnRows, doubtful: Sequence[int]) -> bool:
        """Whether other headings or signs of repetition may stand among ``rows``."""
        if any(may_be_headings(rows[place], self._known) for place in doubtful):
            return True
        return self._holds_headings(rows) or rows.has_any_of(SIGNS)

    def _holds_headings(self, rows: ColumnRows) -> bool:
        suspects = ~are_numbers(rows.columns[0])
        if not suspects.any():
            return False
        named = np.zeros(len(rows), np.bool_)
        for column in rows.columns[:CELLS_TRIED]:
            named |= mask_of(column, self._known)
        places = (suspects & named).nonzero()[0].tolist()
        return any(may_be_headings(rows[place], self._known) for place in places)

    def _skip(self, row: Sequence[str], number: int, reason: SkipReason) -> SkippedRow:
        return skipped_row(self._frame.file_name, self._frame.sheet, number, reason, row)


def may_be_headings(row: Sequence[str], known: HeadingTest) -> bool:
    """Cheap look at a row before the thorough one: records hold numbers and dates."""
    if not row or row[0].isdecimal() or any(map(_is_number, row)):
        return False
    return any(map(known, row[:CELLS_TRIED]))


def skipped_row(
    file_name: str, sheet: str, number: int, reason: SkipReason, row: Sequence[str]
) -> SkippedRow:
    """``row`` as one that is no record, with the beginning of its words."""
    columns = tuple(column for column, cell in enumerate(row) if cell)
    text = " ".join(row[column] for column in columns)[:_LONGEST_TEXT]
    return SkippedRow(file_name, sheet, number, reason, text, columns)


def _is_number(cell: str) -> bool:
    """Whether ``cell`` begins as numbers and dates do, and titles ("2024年…") do not."""
    return cell[:4].isdecimal() and cell[4:5] != "年"
