"""The clerk's own workbook with the cells in question coloured and commented, to be sent again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiben.reporting.receipts.marked_copy import UnsafeWorkbookError, marked_copy
from zhiben.reporting.receipts.plain_copy import TooLargeError, plain_copy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from zhiben.reading import Sheet

MOST_BYTES = 20 << 20  # of a delivered workbook; a larger one is told of by row numbers alone
MOST_MARKS = 20_000


@dataclass(frozen=True)
class Mark:
    """A cell in question: place from 1 (row) and from 0 (column), and what is wrong with it."""

    sheet: str
    row: int
    column: int
    words: str


@dataclass(frozen=True)
class Handback:
    """Bytes of a workbook, and how it differs from what was delivered."""

    data: bytes
    note: str = ""


def handback(
    data: bytes, sheets: Callable[[], Sequence[Sheet]], marks: Sequence[Mark]
) -> Handback | None:
    """The workbook with its ``marks``; None where it is beyond measure.

    An .xlsx keeps everything else as it was. One with macros or links to elsewhere, and a file of
    another kind, comes back as a new workbook with the texts of its ``sheets`` in the same cells.
    """
    if len(data) > MOST_BYTES or len(marks) > MOST_MARKS:
        return None
    by_sheet: defaultdict[str, dict[tuple[int, int], str]] = defaultdict(dict)
    for mark in marks:
        words = by_sheet[mark.sheet].get((mark.row, mark.column), "")
        by_sheet[mark.sheet][mark.row, mark.column] = "\n".join(filter(None, (words, mark.words)))
    if data.startswith(b"PK"):
        try:
            return Handback(marked_copy(data, by_sheet))
        except UnsafeWorkbookError as error:
            note = str(error)
    else:
        note = "原文件不是 .xlsx 格式，这里是内容和行号相同的新工作簿，可以直接改好报送。"
    try:
        return Handback(plain_copy(sheets(), by_sheet), note)
    except TooLargeError:
        return None
