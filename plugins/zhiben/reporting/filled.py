"""Reads the lines of a workbook that somebody filled in, by headings, wherever these stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from zhiben.reading import Sheet
from zhiben.reporting.cells import as_meant
from zhiben.reporting.workbooks import GUIDE

Wanted = TypeVar("Wanted")

_HEAD_ROWS = 20  # above which the headings are looked for: people add titles


@dataclass(frozen=True)
class Line:
    """A row below the headings that holds anything, with its id (``""`` where it has none)."""

    sheet: str
    number: int
    row_id: str
    cells: Mapping[str, str]


@dataclass(frozen=True)
class HandedBack(Generic[Wanted]):
    """What a workbook asks for, the ids it holds, and a sentence for each thing that is odd."""

    wanted: tuple[Wanted, ...]
    held: frozenset[str]
    remarks: tuple[str, ...]


def own_sheets(sheets: Sequence[Sheet]) -> Iterator[Sheet]:
    """All but the guide."""
    return (sheet for sheet in sheets if sheet.name != GUIDE)


def ids_under(sheets: Sequence[Sheet], id_title: str) -> set[str]:
    """Every id that stands in the workbook."""
    lines = (line for sheet in own_sheets(sheets) for line in lines_of(sheet, id_title))
    return {line.row_id for line in lines if line.row_id}


def head_of(sheet: Sheet, id_title: str) -> int | None:
    """The place of the row of headings: the first with ``id_title``."""
    rows = sheet.rows[:_HEAD_ROWS]
    return next((place for place, row in enumerate(rows) if id_title in map(key_of, row)), None)


def titles_of(sheet: Sheet, id_title: str) -> list[str]:
    """The keys of its headings."""
    head = head_of(sheet, id_title)
    return [] if head is None else [key_of(as_meant(one)) for one in sheet.rows[head]]


def lines_of(sheet: Sheet, id_title: str) -> Iterator[Line]:
    """Rows below the headings that hold anything; of columns of one title the first counts."""
    head, titles = head_of(sheet, id_title), titles_of(sheet, id_title)
    if head is None:
        return
    place = titles.index(id_title)
    numbered = zip(sheet.row_numbers, sheet.rows, strict=True)
    for number, row in list(numbered)[head + 1 :]:
        if not any(cell.strip() for cell in row):
            continue
        padded = [*row, *[""] * (len(titles) - len(row))]
        cells = dict(reversed(list(zip(titles, padded, strict=False))))
        yield Line(sheet.name, number, padded[place].strip(), cells)


def key_of(title: str) -> str:
    """A heading without its blanks."""
    return "".join(title.split())


def place_of(line: Line) -> str:
    """Where a line stands, in words."""
    return f"工作表“{line.sheet}”第 {line.number} 行"
