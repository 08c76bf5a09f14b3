"""What a weekly summary says: sentences and tables whose every number can be traced."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from zhiben.reporting.numbers import Metric, Programme, Unit
    from zhiben.reporting.week import Week


class Measure(StrEnum):
    """How a printed number comes from the ``bi`` views; each has its own query."""

    VALUE = "value"
    TARGET = "target"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    CHANGE = "change"
    RANK = "rank"
    UNITS_TOTAL = "units_total"
    SPLIT = "split"
    BOARD = "board"
    DELIVERIES = "deliveries"
    REFUSED = "refused"
    TOTALS = "totals"
    COMPARED = "compared"
    SOURCE_ITEMS = "source_items"
    LISTED = "listed"
    ISSUED = "issued"


@dataclass(frozen=True)
class Filter:
    """Which rows of the ``bi`` views a number speaks of; None does not narrow.

    ``until`` is the business date; ``since`` the date compared with, or the first night or day, up
    to ``through``. ``member`` tells one of several: of a dimension, or the key of a row.
    """

    measure: Measure
    until: date
    since: date | None = None
    programme: str | None = None
    county_code: str | None = None
    source: str | None = None
    through: date | None = None
    dimension: str | None = None
    member: str | None = None

    def parameters(self) -> dict[str, date | str | None]:
        """What the measure's query is bound to, the metric aside."""
        return {
            "until": self.until,
            "since": self.since,
            "programme": self.programme,
            "county_code": self.county_code,
            "source": self.source,
            "through": self.through,
            "dimension": self.dimension,
            "member": self.member,
        }

    def __str__(self) -> str:
        pairs = {"measure": self.measure.value, **self.parameters()}
        return "; ".join(f"{name}={value}" for name, value in pairs.items() if value is not None)


@dataclass(frozen=True)
class Number:
    """A printed number: where it stands, what it is, and how it is written.

    ``value`` carries its sign and all its digits; ``text`` is what the reader sees (a fall
    of 3 is printed as 3, a zero may be printed as 无). ``rows_sql`` is the query for the rows
    behind it.
    """

    placeholder: str
    metric: str
    filter: Filter
    value: Decimal | None
    text: str
    rows_sql: str = ""


@dataclass(frozen=True)
class Label:
    """A name or a date out of the data, or a word on how things stand: no number.

    ``tone`` is good, bad or empty.
    """

    text: str
    tone: str = ""


Fragment = str | Label | Number
Clause = tuple[Fragment, ...]


@dataclass(frozen=True)
class Paragraph:
    """A sentence or several; ``lead`` is whom it is about."""

    text: Clause
    lead: Label | None = None


@dataclass(frozen=True)
class Column:
    """A table's column; ``kind`` is text, words (longer), number or bar (a rate drawn too)."""

    heading: str
    kind: str = "number"


@dataclass(frozen=True)
class Row:
    """One row of a table; a total is set apart."""

    cells: tuple[Clause, ...]
    is_total: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its caption and a note below it."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""


@dataclass(frozen=True)
class Section:
    """A numbered part of the summary, or an annex."""

    heading: str
    blocks: tuple[Paragraph | Table, ...]


@dataclass(frozen=True)
class Summary:
    """A weekly summary before it takes the form of a page."""

    week: Week
    as_of: date
    title: str
    city: Label
    period: Label
    notes: tuple[Clause, ...]
    sections: tuple[Section, ...]
    city_code: str
    units: tuple[Unit, ...] = ()
    metrics: tuple[Metric, ...] = ()
    programmes: tuple[Programme, ...] = ()
    edition: int = 1

    @property
    def numbers(self) -> tuple[Number, ...]:
        """Every printed number in reading order; number n of the summary is ``numbers[n - 1]``."""
        return tuple(part for part in self.fragments() if isinstance(part, Number))

    def fragments(self) -> Iterator[Fragment]:
        """Every piece of running text in reading order."""
        for note in self.notes:
            yield from note
        for section in self.sections:
            for block in section.blocks:
                yield from _fragments(block)


def _fragments(block: Paragraph | Table) -> Iterator[Fragment]:
    if isinstance(block, Paragraph):
        if block.lead:
            yield block.lead
        yield from block.text
        return
    for row in block.rows:
        for cell in row.cells:
            yield from cell
