"""What the warehouse says about a week: facts only, nothing worded yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from zhiben.reporting.week import Week

MAIN_PROGRAMME = "zhiben"
TREND_METRIC = "major_open"


@dataclass(frozen=True)
class Unit:
    """A reporting unit, or the city itself."""

    code: str
    name: str


@dataclass(frozen=True)
class Progress:
    """One metric of one programme for one unit (or the city) as of the summary's night."""

    programme: str
    metric: str
    county_code: str
    value: Decimal | None
    target: Decimal | None = None
    previous_week_value: Decimal | None = None
    previous_year_value: Decimal | None = None
    status: str = "no_target"


@dataclass(frozen=True)
class Metric:
    """A governed metric as ``bi.metrics`` defines it."""

    metric: str
    name_zh: str
    definition: str
    unit: str


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
class Point:
    """The city's value of a metric on the last published night of a week; None where none is."""

    night: date
    value: Decimal | None


@dataclass(frozen=True)
class WeekNumbers:
    """Everything a weekly summary is composed from.

    ``as_of`` is the last published night of the week, or the last one before it;
    ``previous_as_of`` the last one before the week, and what stands there in comparison.
    ``units`` are in report order and do not hold the city. ``trend`` is of the major hazards not
    closed, a point a week, the newest last.
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
    trend: tuple[Point, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether the week's last night is published."""
        return self.as_of == self.week.last_day

    @property
    def missing_nights(self) -> tuple[date, ...]:
        """The nights of the week that are not published."""
        return tuple(day for day in self.week.days if day not in self.nights)

    def row(
        self, metric: str, county_code: str, programme: str = MAIN_PROGRAMME
    ) -> Progress | None:
        """A programme's ``metric`` for a unit or the city; None where there is none."""
        wanted = (programme, metric, county_code)
        rows = (r for r in self.progress if (r.programme, r.metric, r.county_code) == wanted)
        return next(rows, None)

    def definition(self, metric: str) -> Metric:
        """The metric's definition; one that says no more than its code where there is none."""
        rows = (row for row in self.metrics if row.metric == metric)
        return next(rows, Metric(metric, metric, "", ""))

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
