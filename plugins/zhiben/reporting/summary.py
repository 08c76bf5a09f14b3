"""What a weekly summary says: sentences and tables whose every number can be traced."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from zhiben.reporting.wording import day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from zhiben.reporting.numbers import Metric, Programme, Unit
    from zhiben.reporting.week import Week

NUMBERS_FILE = "numbers.json"


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


_DAYS = ("until", "since", "through")
_PAIRS = re.compile(
    r"; (?=(?:until|since|programme|county_code|source|through|dimension|member|zone)=)"
)


@dataclass(frozen=True)
class Filter:
    """Which rows of the ``bi`` views a number speaks of; None does not narrow.

    ``until`` is the business date; ``since`` the date compared with, or the first night or day, up
    to ``through``. ``member`` tells one of several: of a dimension, or the key of a row. ``zone``
    is the city's where an instant is asked for its day.
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
    zone: str | None = None

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
            "zone": self.zone,
        }

    @classmethod
    def parse(cls, text: str) -> Filter:
        """The filter that ``str`` wrote like this."""
        told = dict(pair.partition("=")[::2] for pair in _PAIRS.split(text))
        days = {name: date.fromisoformat(told.pop(name)) for name in _DAYS if name in told}
        measure = Measure(told.pop("measure"))
        return cls(measure, days.pop("until"), **days, **told)  # type: ignore[arg-type]

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


class ChartKind(StrEnum):
    """How a chart is drawn."""

    TREND = "trend"  # a line over the categories
    RANKING = "ranking"  # a bar a category, from the top down
    COMPARISON = "comparison"  # bars side by side within a category


@dataclass(frozen=True)
class Series:
    """What is drawn alike: a number for each category of its chart."""

    name: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True)
class Chart:
    """A picture of numbers, each printed where it is drawn; there are no others in it.

    ``reference`` is one number that the others are held against.
    """

    kind: ChartKind
    caption: str
    categories: tuple[Label, ...]
    series: tuple[Series, ...]
    reference: Series | None = None

    @property
    def lines(self) -> tuple[Series, ...]:
        """The series, and the reference behind them."""
        return (*self.series, self.reference) if self.reference else self.series

    @property
    def words(self) -> str:
        """What the picture shows, for who cannot see it."""
        told = "；".join(f"{line.name}：{'，'.join(self._pairs(line))}" for line in self.lines)
        return f"{self.caption}。{told}。"

    def _pairs(self, line: Series) -> Iterator[str]:
        if line is self.reference:
            return (number.text for number in line.numbers)
        pairs = zip(self.categories, line.numbers, strict=True)
        return (f"{category.text}{number.text}" for category, number in pairs)


Block = Paragraph | Table | Chart


@dataclass(frozen=True)
class Section:
    """A numbered part of the summary, or an annex."""

    heading: str
    blocks: tuple[Block, ...]

    @property
    def level(self) -> int:
        """一、 is the first level, （一） the second."""
        return 2 if self.heading.startswith("（") else 1

    @property
    def starts_page(self) -> bool:
        """Whether it stands on pages of its own."""
        return self.heading.startswith("附表")


@dataclass(frozen=True)
class Summary:
    """A weekly summary, or a unit's brief, before it takes the form of a page.

    ``numbers_file`` lies beside the pages and says where each number comes from.
    """

    week: Week
    as_of: date
    title: str
    city: Label
    period: Label
    notes: tuple[Clause, ...]
    sections: tuple[Section, ...]
    numbers_file: str = NUMBERS_FILE
    city_code: str = ""
    units: tuple[Unit, ...] = ()
    metrics: tuple[Metric, ...] = ()
    programmes: tuple[Programme, ...] = ()
    edition: int = 1

    @property
    def is_brief(self) -> bool:
        """Whether it is a unit's brief; the warehouse keeps the numbers of summaries only."""
        return self.numbers_file != NUMBERS_FILE

    @property
    def under_title(self) -> tuple[str, str]:
        """Whose summary it is and of when; how new its numbers are."""
        whose = f"{self.city.text}　{self.week.title}（{self.period.text}）"
        return whose, f"数据截至{day(self.as_of)}"

    @property
    def numbers(self) -> tuple[Number, ...]:
        """Every printed number in reading order; number n of the summary is ``numbers[n - 1]``."""
        return tuple(part for part in self.fragments() if isinstance(part, Number))

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Every chart in reading order."""
        blocks = (block for section in self.sections for block in section.blocks)
        return tuple(block for block in blocks if isinstance(block, Chart))

    def fragments(self) -> Iterator[Fragment]:
        """Every piece of running text in reading order."""
        for note in self.notes:
            yield from note
        for section in self.sections:
            for block in section.blocks:
                yield from _fragments(block)


def _fragments(block: Block) -> Iterator[Fragment]:
    match block:
        case Paragraph():
            if block.lead:
                yield block.lead
            yield from block.text
        case Table():
            yield from (part for row in block.rows for cell in row.cells for part in cell)
        case Chart():
            yield from block.categories
            yield from (number for line in block.lines for number in line.numbers)
