"""A new workbook with the texts of a file in the same cells, for files that are no plain .xlsx."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from zhiben.reporting.cells import LONGEST_CELL
from zhiben.reporting.workbooks import LONGEST_NAME, new_book, sheet_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhiben.reading import Sheet

    Marks = Mapping[str, Mapping[tuple[int, int], str]]

_MOST_CELLS = 1_000_000
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_WIDTHS = (8, 40)
_LOOKED_AT = 200
_BOX = {"x_scale": 1.8, "author": "治本", "color": "#fff8dc"}


class TooLargeError(Exception):
    """The file does not fit into a workbook."""


def plain_copy(sheets: Sequence[Sheet], marks: Marks) -> bytes:
    """Texts, row numbers and merges of ``sheets``, with the cells of ``marks`` coloured.

    Raises:
        TooLargeError: when cells are too many or too long; nothing is left out silently.
    """
    _check(sheets)
    stream = io.BytesIO()
    book = new_book(stream)
    formats = _formats(book)
    for name, sheet in zip(_names(sheets), sheets, strict=True):
        _write(book.add_worksheet(name), sheet, marks.get(sheet.name, {}), formats)
    book.close()
    return stream.getvalue()


def _check(sheets: Sequence[Sheet]) -> None:
    cells = sum(len(row) for sheet in sheets for row in sheet.rows)
    tallest = max((max(sheet.row_numbers, default=0) for sheet in sheets), default=0)
    widest = max((len(row) for sheet in sheets for row in sheet.rows), default=0)
    if cells > _MOST_CELLS or tallest > _MOST_ROWS or widest > _MOST_COLUMNS:
        raise TooLargeError
    if any(len(cell) > LONGEST_CELL for sheet in sheets for row in sheet.rows for cell in row):
        raise TooLargeError


def _formats(book: Any) -> dict[str, Any]:  # noqa: ANN401 - untyped library
    shared = {"text_wrap": True, "valign": "top"}
    return {
        "plain": book.add_format(shared),
        "marked": book.add_format(shared | {"bg_color": "#FFE08A"}),
    }


def _names(sheets: Sequence[Sheet]) -> list[str]:
    """Names a workbook allows, no two alike."""
    names: list[str] = []
    for number, sheet in enumerate(sheets, start=1):
        name = sheet_name(sheet.name) or f"Sheet{number}"
        taken = {one.casefold() for one in names}
        while name.casefold() in taken:
            name = f"{name[: LONGEST_NAME - 6]}~{number}"
            number += 1000  # noqa: PLW2901 - the next number to try
        names.append(name)
    return names


def _write(
    target: Any,  # noqa: ANN401 - untyped library
    sheet: Sheet,
    marked: Mapping[tuple[int, int], str],
    formats: Mapping[str, Any],
) -> None:
    places = numbered(sheet)
    for number, row in zip(places, sheet.rows, strict=True):
        for column, text in enumerate(row):
            if text:
                target.write_string(number - 1, column, text, formats["plain"])
    for top, left, bottom, right in sheet.merges:
        if (top, left) != (bottom, right):
            text = sheet.rows[top][left] if left < len(sheet.rows[top]) else ""
            first, last = places[top] - 1, places[bottom] - 1
            target.merge_range(first, left, last, right, "", formats["plain"])
            target.write_string(first, left, text, formats["plain"])
    texts = dict(zip(places, sheet.rows, strict=True))
    moved = dict(zip(sheet.row_numbers, places, strict=True))
    for (row_number, column), words in sorted(marked.items()):
        place = moved[row_number]
        text = texts[place][column] if column < len(texts[place]) else ""
        if text:
            target.write_string(place - 1, column, text, formats["marked"])
        else:
            target.write_blank(place - 1, column, None, formats["marked"])
        target.write_comment(place - 1, column, words, _BOX)
    _widen(target, sheet)


def numbered(sheet: Sheet) -> list[int]:
    """Rows of the new sheet: the file's own numbers, unless they do not rise from 1."""
    numbers = sheet.row_numbers
    rises = all(one < other for one, other in pairwise(numbers))
    is_usable = rises and (not numbers or numbers[0] >= 1)
    return numbers if is_usable else list(range(1, len(numbers) + 1))


def _widen(target: Any, sheet: Sheet) -> None:  # noqa: ANN401 - untyped library
    least, most = _WIDTHS
    width = max((len(row) for row in sheet.rows), default=0)
    for column in range(width):
        cells = (row[column] for row in sheet.rows[:_LOOKED_AT] if column < len(row))
        longest = max((2 * len(cell) for cell in cells), default=0)
        target.set_column(column, column, min(most, max(least, longest)))
