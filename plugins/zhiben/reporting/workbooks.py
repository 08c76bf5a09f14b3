"""Workbooks that people fill in: made the same each time, laid out alike, with a guide sheet."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import xlsxwriter

from zhiben.reporting.cells import AS_TEXT, BOX, FONT, LINE_POINTS, LONGEST_LINES, MADE, lines_high

GUIDE = "填写说明"
LONGEST_NAME = 31  # of a sheet
A3, A4 = 8, 9

_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_TITLE_POINTS = 30

Looks = Mapping[str, Mapping[str, object]]
Formats = Mapping[str, Any]


def new_book(stream: io.BytesIO, **properties: str) -> Any:  # noqa: ANN401 - untyped library
    """A workbook of texts to be written into ``stream``; the same content gives the same bytes."""
    book = xlsxwriter.Workbook(stream, AS_TEXT)
    book.set_properties({"created": MADE, **properties})
    return book


def guided_book(
    title: str, looks: Looks, fill: Callable[[Any, Formats], None], guide: Sequence[str]
) -> bytes:
    """The workbook called ``title`` that ``fill`` adds its sheets to, and the guide behind them."""
    stream = io.BytesIO()
    book = new_book(stream, title=title)
    fill(book, {name: book.add_format({**FONT, **BOX, **more}) for name, more in looks.items()})
    target, plain = book.add_worksheet(GUIDE), book.add_format(FONT)
    target.set_column(0, 0, 96)
    for number, line in enumerate(guide):
        target.write_string(number, 0, line, plain)
    book.close()
    return stream.getvalue()


def sheet_name(text: str) -> str:
    """``text`` as far as a sheet may bear it; empty where nothing is left."""
    return _NOT_IN_NAMES.sub(" ", text).strip(" '")[:LONGEST_NAME]


def free_name(text: str, taken: set[str], otherwise: str) -> str:
    """A name that a workbook allows and no other sheet bears, now one of those ``taken``."""
    plain = sheet_name(text) or otherwise
    name, number = plain, 2
    while name.casefold() in taken:
        name, number = f"{plain[: LONGEST_NAME - 5]}~{number}", number + 1
    taken.add(name.casefold())
    return name


def fit_height(target: Any, row: int, texts: Sequence[str], widths: Sequence[float]) -> None:  # noqa: ANN401
    """Give a row room for its longest cell: not every program makes it by itself."""
    lines = min(lines_high(texts, widths), LONGEST_LINES)
    target.set_row(row, LINE_POINTS * lines + 4)


def lay_out(
    target: Any,  # noqa: ANN401 - untyped library
    rows: int,
    titles: Sequence[str],
    choice: tuple[str, Sequence[str]],
    *,
    frozen: int,
    paper: int,
) -> None:
    """Lay out a sheet of ``rows`` below ``titles``; under the first of ``choice`` one is chosen.

    The row of titles and the first ``frozen`` columns stay in sight.
    """
    title, words = choice
    last, place = max(rows, 1), titles.index(title)
    target.set_row(0, _TITLE_POINTS)
    offered = "或".join(f"“{word}”" for word in words)
    target.data_validation(
        1, place, last, place,
        {
            "validate": "list",
            "source": [*words],
            "error_title": title,
            "error_message": f"只能选{offered}，或留空。",
        },
    )  # fmt: skip
    target.autofilter(0, 0, last, len(titles) - 1)
    target.freeze_panes(1, frozen)
    target.set_landscape()
    target.set_paper(paper)
    target.fit_to_pages(1, 0)
    target.repeat_rows(0)
