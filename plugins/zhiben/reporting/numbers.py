"""What the warehouse says about a week: facts only, nothing worded yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from zhiben.reporting.week import Week

TREND_METRIC = "major_open"
BUREAUS = "city_bureaus"  # the kind of a unit that is no county: 市直
# What the city and each unit are told by; the programme that measures most of it is the main one.
STANDING = (
    "found",
    "major_found",
    "rectified",
    "verified",
    "rectification_rate",
    "due_rectification_rate",
    "overdue",
    "major_open",
    "stock_open",
    "recurred",
)


@dataclass(frozen=True)
class Unit:
    """A reporting unit, or the city itself."""

    code: str
    name: str
    kind: str = "county"


@dataclass(frozen=True)
class Programme:
    """What the city undertook; ``measures`` has, by metric, the query for the rows behind it."""

    programme: str
    name_zh: str
    starts_on: date
    ends_on: date
    stage_name: str
    measures: Mapping[str, str] = field(hash=False)
    due_on: Mapping[str, date] = field(hash=False)

    def runs_on(self, day: date) -> bool:
        """Whether ``day`` is one of its days."""
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True)
class Progress:
    """One metric of one programme for one unit (or the city) as of the summary's night.

    Values are as the metric is to be printed. ``county_code`` is the unit's code of today.
    """

    programme: str
    metric: str
    county_code: str
    value: Decimal | None
    target: Decimal | None = None
    previous_week_value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    status: str = "no_target"


@dataclass(frozen=True)
class Outcome:
    """What came of a goal of a unit (or the city) by its day, as published on ``night``.

    ``night`` is the day itself, or the last published one before it. ``status`` is met, missed or
    no_target.
    """

    programme: str
    metric: str
    county_code: str
    due_on: date
    night: date
    value: Decimal | None
    target: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    status: str


@dataclass(frozen=True)
class Metric:
    """A governed metric as ``bi.metrics`` defines it."""

    metric: str
    name_zh: str
    definition: str
    unit: str
    decimals: int = 1
    is_lower_better: bool = False


@dataclass(frozen=True)
class Split:
    """What of the city's number falls to a member of a dimension."""

    programme: str
    metric: str
    dimension: str
    member: str
    name_zh: str
    value: Decimal | None


@dataclass(frozen=True)
class Board:
    """A unit's (or the city's) line of the scoreboard of accidents, its numbers by column."""

    county_code: str
    last_accident_on: date | None
    is_double_drop: bool
    numbers: Mapping[str, Decimal | None]


@dataclass(frozen=True)
class DeliveryCount:
    """One count over a source's deliveries of the week.

    ``metric`` is files_received, files_late, files_rejected, files_held, files_missing,
    rows_received, rows_loaded, rows_quarantined or rows_skipped. ``county_code`` is empty
    where the delivery names no unit.
    """

    county_code: str
    source: str
    metric: str
    value: int


@dataclass(frozen=True)
class StatedTotal:
    """A total that a unit stated, beside what was counted; ``row_key`` tells it from others."""

    county_code: str
    period: str
    measure: str
    unit: str
    source: str
    reported: Decimal
    counted: Decimal
    gap: Decimal
    row_key: str


@dataclass(frozen=True)
class Source:
    """Whose ledger it is."""

    source: str
    county_code: str
    department: str


@dataclass(frozen=True)
class Listed:
    """How many of a unit's items belong on a list; ``day`` where the list goes by days."""

    metric: str
    county_code: str
    day: date | None
    value: int


@dataclass(frozen=True)
class ListedItem:
    """An item in one of the annexes."""

    metric: str
    county_code: str
    enterprise_name: str
    description: str
    level: str
    status: str
    found_on: date
    due_on: date | None


@dataclass(frozen=True)
class Point:
    """The city's value of a metric on the last published night of a week; None where none is."""

    night: date
    value: Decimal | None


@dataclass(frozen=True)
class WeekNumbers:
    """Everything a weekly summary is composed from.

    ``as_of`` is the last published night of the week, or the last one before it;
    ``previous_as_of`` the last one before the week, and what stands there in comparison.
    ``units`` are in report order and do not hold the city. ``refused`` has the rows open in
    quarantine by unit, ``source_items`` what the sources of the city's bureaus reported. ``trend``
    is of the major hazards not closed, a point a week, the newest last. ``outcomes`` are those of
    goals that came due since the summary before, and of those that are the last of their metric.
    """

    week: Week
    as_of: date
    previous_as_of: date | None
    nights: tuple[date, ...]
    city: Unit
    units: tuple[Unit, ...]
    progress: tuple[Progress, ...]
    metrics: tuple[Metric, ...] = ()
    deliveries: tuple[DeliveryCount, ...] = ()
    programmes: tuple[Programme, ...] = ()
    splits: tuple[Split, ...] = ()
    boards: tuple[Board, ...] = ()
    refused: tuple[tuple[str, int], ...] = ()
    totals: tuple[StatedTotal, ...] = ()
    sources: tuple[Source, ...] = ()
    source_items: tuple[tuple[str, str, int], ...] = ()
    listed: tuple[Listed, ...] = ()
    listed_items: tuple[ListedItem, ...] = ()
    trend: tuple[Point, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    zone: str = "UTC"

    @property
    def is_complete(self) -> bool:
        """Whether the week's last night is published."""
        return self.as_of == self.week.last_day

    @property
    def missing_nights(self) -> tuple[date, ...]:
        """The nights of the week that are not published."""
        return tuple(day for day in self.week.days if day not in self.nights)

    @property
    def counties(self) -> tuple[Unit, ...]:
        """The units that are no bureaus of the city."""
        return tuple(unit for unit in self.units if unit.kind != BUREAUS)

    @property
    def bureaus(self) -> tuple[Unit, ...]:
        """The units that stand for the city's own bureaus."""
        return tuple(unit for unit in self.units if unit.kind == BUREAUS)

    @cached_property
    def main_programme(self) -> str:
        """The programme that the city and its units are told by: it measures most of that.

        One that runs goes before one that has ended, one that is reported first before others.
        """
        if not self.programmes:
            return ""

        def standing(one: Programme) -> tuple[bool, int]:
            measured = sum(metric in one.measures for metric in STANDING)
            return one.runs_on(self.as_of) and measured > 0, measured

        return max(self.programmes, key=standing).programme

    @cached_property
    def _rows(self) -> dict[tuple[str, str, str], Progress]:
        return {(row.programme, row.metric, row.county_code): row for row in self.progress}

    @cached_property
    def _boards(self) -> dict[str, Board]:
        return {board.county_code: board for board in self.boards}

    def row(self, metric: str, county_code: str, programme: str | None = None) -> Progress | None:
        """A programme's (the main one's) ``metric`` for a unit or the city; None for none."""
        return self._rows.get((programme or self.main_programme, metric, county_code))

    @property
    def since(self) -> date:
        """The night that the summary before stood on: what happened after it is told here."""
        return self.previous_as_of or self.week.first_day - timedelta(days=1)

    @cached_property
    def _outcomes(self) -> dict[tuple[str, str, str, date], Outcome]:
        return {
            (one.programme, one.metric, one.county_code, one.due_on): one for one in self.outcomes
        }

    def outcome(
        self, metric: str, county_code: str, programme: str, due_on: date | None
    ) -> Outcome | None:
        """What came of the goal due on a day for a unit or the city; None before that day."""
        return self._outcomes.get((programme, metric, county_code, due_on)) if due_on else None

    def came_due(self, programme: str) -> tuple[Outcome, ...]:
        """The city's outcomes that no summary has told yet."""
        return tuple(
            one
            for one in self.outcomes
            if one.programme == programme
            and one.county_code == self.city.code
            and self.since < one.due_on <= self.as_of
        )

    def programme(self, code: str) -> Programme | None:
        """The programme called ``code``, once it has begun."""
        return next((one for one in self.programmes if one.programme == code), None)

    def definition(self, metric: str) -> Metric:
        """The metric's definition; one that says no more than its code where there is none."""
        rows = (row for row in self.metrics if row.metric == metric)
        return next(rows, Metric(metric, metric, "", ""))

    def board(self, county_code: str) -> Board | None:
        """The scoreboard's line of a unit or the city."""
        return self._boards.get(county_code)

    def delivered(
        self, metric: str, county_code: str | None = None, source: str | None = None
    ) -> int:
        """The sum of a delivery count over a unit (all units for None) and a source."""
        return sum(
            row.value
            for row in self.deliveries
            if row.metric == metric
            and county_code in (None, row.county_code)
            and source in (None, row.source)
        )

    def on_list(
        self, metric: str, county_code: str | None = None, days: Iterable[date] = ()
    ) -> int:
        """How many items are on a list: of a unit (of all for None), on ``days`` if any."""
        wanted = frozenset(days)
        return sum(
            row.value
            for row in self.listed
            if row.metric == metric
            and county_code in (None, row.county_code)
            and (not wanted or row.day in wanted)
        )

    def open_rows(self, county_code: str | None = None) -> int:
        """Rows open in quarantine of a unit, of all for None."""
        return sum(count for code, count in self.refused if county_code in (None, code))
