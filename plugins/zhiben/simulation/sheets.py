"""Composes the sheets of one file: title, headings, records, and what else clerks leave there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from zhiben.simulation.catalog import Catalog
from zhiben.simulation.enterprises import person_name
from zhiben.simulation.model import Cell, Entry
from zhiben.simulation.states import Shown
from zhiben.simulation.templates import Source


@dataclass(frozen=True)
class Record:
    """A row of the ledger with the entry behind it."""

    entry: Entry
    shown: Shown
    is_followed_by_blank: bool


@dataclass(frozen=True)
class Line:
    """One row of a sheet; ``reason`` says why it is no record, ``record`` what it is else."""

    cells: tuple[Cell, ...]
    reason: str = ""
    record: Record | None = None
    habits: tuple[str, ...] = ()
    is_hidden: bool = False
    is_wide: bool = False  # its first cell is merged over all columns


@dataclass(frozen=True)
class Sheet:
    """A sheet as it is to be written; ``merges`` are (row, first column, row, last column).

    ``above`` and ``below`` are texts that are no rows: paragraphs around a document's table, the
    keys of a system's records.
    """

    name: str
    lines: tuple[Line, ...]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    is_table: bool = True
    is_hidden: bool = False
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()


def compose(source: Source, records: Sequence[Record], day: date, catalog: Catalog) -> list[Sheet]:
    """The sheets of a file that holds ``records`` on the night of ``day``."""
    composer = _Composer(source, day, catalog)
    layout = source.template.layout
    sheets = [_cover(catalog)] if layout.has_cover else []
    if layout.is_split_by_year and source.template.kind.has_sheets:
        old = [record for record in records if record.entry.found_on.year < day.year]
        new = [record for record in records if record.entry.found_on.year >= day.year]
        if old and new:
            name = f"{day.year}年"
            return [*sheets, composer.sheet("以前年度", old), composer.sheet(name, new)]
    return [*sheets, composer.sheet(layout.sheet, records)]


def _cover(catalog: Catalog) -> Sheet:
    lines = tuple(Line((text,)) for text in catalog.lists["cover"])
    return Sheet("填报说明", lines, is_table=False)


class _Composer:
    """Builds the lines of one source's sheets for one night."""

    def __init__(self, source: Source, day: date, catalog: Catalog) -> None:
        self._source, self._day, self._catalog = source, day, catalog
        self._columns = source.template.columns
        self._width = len(self._columns)
        self._layout = source.template.layout
        self._fields = [column.field for column in self._columns]

    def sheet(self, name: str, records: Sequence[Record]) -> Sheet:
        """The table of ``records``, or one that says there are none."""
        blanks = [self._text_line(None, "blank")] * self._layout.top_blank_count
        head = list(self._head())
        headings = list(self._headings())
        body = list(self._body(records, headings)) if records else [self._zero_report()]
        foot = list(self._foot(records))
        top = len(blanks)
        merges = [*self._wide_merges(head, top), *self._heading_merges(top + len(head))]
        lines = (*blanks, *head, *headings, *body, *foot)
        return Sheet(name, lines, tuple(merges))

    def _head(self) -> Iterator[Line]:
        if self._layout.title:
            yield self._text_line(self._words(self._layout.title), "title")
        if self._layout.unit_line:
            yield self._text_line(self._words(self._layout.unit_line), "unit_line")

    def _headings(self) -> Iterator[Line]:
        names = tuple(column.heading for column in self._columns)
        if self._layout.heading_rows == 1:
            yield Line(names, "heading")
            return
        runs = self._runs()
        upper: list[Cell] = [None] * self._width
        lower: list[Cell] = [None] * self._width
        for first, last, group in runs:
            upper[first] = group if last > first else names[first]
            if last > first:
                lower[first : last + 1] = names[first : last + 1]
        yield Line(tuple(upper), "heading")
        yield Line(tuple(lower), "heading")

    def _body(self, records: Sequence[Record], headings: Sequence[Line]) -> Iterator[Line]:
        every = self._layout.repeat_every
        for position, record in enumerate(records, start=1):
            yield Line(self._cells(record, position), record=record)
            if record.is_followed_by_blank and position < len(records):
                yield self._text_line(None, "blank")
            if every and position % every == 0 and position < len(records):
                yield from headings
        for extra in range(self._layout.unfilled_count):
            yield self._text_line(len(records) + extra + 1, "unfilled")

    def _cells(self, record: Record, position: int) -> tuple[Cell, ...]:
        cells = record.shown.cells
        return tuple(position if field == "seq" else cells.get(field) for field in self._fields)

    def _foot(self, records: Sequence[Record]) -> Iterator[Line]:
        if self._layout.total and records:
            count = f"{len(records)}项" if self._width % 2 else len(records)
            yield self._spread_line((self._layout.total, count), "total")
        if self._layout.note:
            yield self._text_line(self._layout.note, "note")
        if self._layout.signature:
            words = self._words(self._layout.signature)
            if self._layout.is_signature_spread:
                yield self._spread_line(words.split(), "note")
            else:
                yield self._text_line(words, "note")

    def _zero_report(self) -> Line:
        words = self._catalog.lists["zero_reports"]
        return self._text_line(words[self._width % len(words)], "zero_report")

    def _words(self, pattern: str) -> str:
        """``pattern`` filled in; the people who sign are the same every night."""
        rng = Random(self._source.source_id)  # noqa: S311 - no secret
        return pattern.format(
            county=self._source.unit.name,
            department=self._source.department.name,
            year=self._day.year,
            date=f"{self._day.year}年{self._day.month}月{self._day.day}日",
            person=person_name(self._catalog, rng),
            other=person_name(self._catalog, rng),
            digits=f"{rng.randrange(10**6):06d}",
        )

    def _text_line(self, cell: Cell, reason: str) -> Line:
        return self._spread_line((cell,), reason)

    def _spread_line(self, cells: Sequence[Cell], reason: str) -> Line:
        padding = (None,) * (self._width - len(cells))
        return Line((*cells, *padding), reason)

    def _runs(self) -> list[tuple[int, int, str]]:
        """First and last column of every run of columns under one upper heading."""
        runs: list[tuple[int, int, str]] = []
        for position, column in enumerate(self._columns):
            if runs and column.group and runs[-1][2] == column.group:
                runs[-1] = (runs[-1][0], position, column.group)
            else:
                runs.append((position, position, column.group))
        return runs

    def _wide_merges(self, head: Sequence[Line], top: int) -> Iterator[tuple[int, int, int, int]]:
        if self._source.template.kind.merges and self._width > 1:
            for position, _ in enumerate(head):
                yield top + position, 0, top + position, self._width - 1

    def _heading_merges(self, row: int) -> Iterator[tuple[int, int, int, int]]:
        if self._layout.heading_rows == 2:
            for first, last, _ in self._runs():
                yield (row, first, row, last) if last > first else (row, first, row + 1, first)
