"""Reads the lines of a workbook that somebody filled in, by headings, wherever these stand."""

from __future__ import annotations

from collections import Counter
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
    """A row below the headings that holds anything, with its id (``""`` where it has none).

    ``cells`` are without those under a title that stands twice, and those of which a merged cell
    left nothing; the titles of these are ``merged``.
    """

    sheet: str
    number: int
    row_id: str
    cells: Mapping[str, str]
    merged: tuple[str, ...] = ()


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


def doubled_titles(sheet: Sheet, id_title: str) -> list[str]:
    """The keys of headings that stand over two columns or more, of which none can be told."""
    counts = Counter(titles_of(sheet, id_title))
    return [title for title, count in counts.items() if title and count > 1]


def lines_of(sheet: Sheet, id_title: str) -> Iterator[Line]:
    """Rows below the headings that hold anything; of columns of ids the first counts."""
    head, titles = head_of(sheet, id_title), titles_of(sheet, id_title)
    if head is None:
        return
    id_place, doubled = titles.index(id_title), {*doubled_titles(sheet, id_title)}
    numbered = zip(sheet.row_numbers, sheet.rows, strict=True)
    for place, (number, row) in enumerate(numbered):
        if place <= head or not any(cell.strip() for cell in row):
            continue
        padded = [*row, *[""] * (len(titles) - len(row))]
        cells = {
            title: cell for title, cell in zip(titles, padded, strict=False) if title not in doubled
        }
        merged = tuple(titles[column] for column in _covered(sheet, place, len(titles)))
        kept = {title: cell for title, cell in cells.items() if title not in merged}
        yield Line(sheet.name, number, padded[id_place].strip(), kept, merged)


def _covered(sheet: Sheet, place: int, width: int) -> Iterator[int]:
    """The columns of a row of which a merged cell shows another's text, or none."""
    for top, left, bottom, right in sheet.merges:
        if top <= place <= bottom:
            yield from range(left + (place == top), min(right + 1, width))


def key_of(title: str) -> str:
    """A heading without its blanks."""
    return "".join(title.split())


def place_of(line: Line) -> str:
    """Where a line stands, in words."""
    return f"工作表“{line.sheet}”第 {line.number} 行"
