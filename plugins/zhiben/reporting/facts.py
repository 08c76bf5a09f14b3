"""Asks the week's numbers and answers with printable ones that know where they come from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from zhiben.reporting.numbers import Progress, Split, StatedTotal, WeekNumbers
from zhiben.reporting.rows import rows_behind
from zhiben.reporting.summary import Clause, Filter, Label, Measure, Number
from zhiben.reporting.wording import aim, day, figure, month_day


@dataclass(frozen=True)
class Facts:
    """The week's numbers for one section; its name starts every placeholder.

    Metrics are the main programme's where no ``programme`` is given.
    """

    numbers: WeekNumbers
    section: str
    programme: str = field(default="")

    @property
    def since(self) -> Clause:
        """较上周; the day itself, of another year with it, where the night before is older."""
        before = self.numbers.previous_as_of
        if before is None or self.numbers.week.follows(before):
            return ("较上周",)
        told = month_day if before.year == self.numbers.as_of.year else day
        return ("较", Label(told(before)))

    def value(self, metric: str, code: str) -> Number:
        """The metric as of the summary's night."""
        row = self._row(metric, code)
        return self._governed(Measure.VALUE, metric, code, row.value if row else None)

    def on(self, night: date, metric: str, code: str, value: Decimal | None) -> Number:
        """The metric as of another night."""
        unit = self.numbers.definition(metric).unit
        return self._on(night, Measure.VALUE, metric, code, value, unit)

    def aim_on(self, night: date, metric: str, code: str, value: Decimal | None) -> Number:
        """What was aimed at on another night."""
        return self._as_aim(self._on(night, Measure.TARGET, metric, code, value))

    def target(self, metric: str, code: str) -> Number:
        """What is aimed at."""
        row = self._row(metric, code)
        return self._as_aim(
            self._governed(Measure.TARGET, metric, code, row.target if row else None)
        )

    def numerator(self, metric: str, code: str) -> Number:
        """What of a rate is counted."""
        row = self._row(metric, code)
        value = row.numerator if row else None
        return self._governed(Measure.NUMERATOR, metric, code, value, is_plain=True)

    def denominator(self, metric: str, code: str) -> Number:
        """What a rate is of."""
        row = self._row(metric, code)
        value = row.denominator if row else None
        return self._governed(Measure.DENOMINATOR, metric, code, value, is_plain=True)

    def change(self, metric: str, code: str) -> Number:
        """Printed value less the printed value of the week before; its text has no sign."""
        change = _change(self._row(metric, code))
        number = self._governed(Measure.CHANGE, metric, code, change)
        return replace(number, text=figure(None if change is None else abs(change)))

    def rank(self, metric: str, code: str, rank: int | None) -> Number:
        """A unit's place by the metric, the highest first, equals sharing a place."""
        value = None if rank is None else Decimal(rank)
        return self._governed(Measure.RANK, metric, code, value, is_plain=True)

    def units_total(self, metric: str) -> Number:
        """The sum over the units, to be held against the city's own number."""
        rows = [self._row(metric, unit.code) for unit in self.numbers.units]
        values = [row.value for row in rows if row and row.value is not None]
        total = sum(values, Decimal(0)) if values else None
        return self._governed(Measure.UNITS_TOTAL, metric, self.numbers.city.code, total)

    def split(self, split: Split) -> Number:
        """What of the city's number falls to a member of a dimension."""
        where = Filter(
            Measure.SPLIT,
            self.numbers.as_of,
            programme=split.programme,
            county_code=self.numbers.city.code,
            dimension=split.dimension,
            member=split.member,
        )
        unit = self.numbers.definition(split.metric).unit
        parts = (split.programme, split.dimension, split.member)
        return self._number(parts, split.metric, where, split.value or Decimal(0), unit)

    def board(self, column: str, code: str) -> Number:
        """A number of the scoreboard of accidents; a change has no sign."""
        line = self.numbers.board(code)
        value = line.numbers.get(column) if line else None
        where = Filter(Measure.BOARD, self.numbers.as_of, county_code=code)
        number = self._number((code,), column, where, value)
        return replace(number, text=figure(None if value is None else abs(value)))

    def delivered(self, metric: str, code: str | None = None, source: str | None = None) -> Number:
        """A count over the week's deliveries, of all units where no code is given."""
        week = self.numbers.week
        where = Filter(
            Measure.DELIVERIES, week.last_day, week.first_day, county_code=code, source=source
        )
        value = Decimal(self.numbers.delivered(metric, code, source))
        return self._number((code, source), metric, where, value)

    def refused(self, code: str | None = None) -> Number:
        """Rows not accepted that are still open, of all units where no code is given."""
        numbers = self.numbers
        where = Filter(Measure.REFUSED, numbers.as_of, county_code=code, zone=numbers.zone)
        return self._number((code,), "rows_open", where, Decimal(numbers.open_rows(code)))

    def compared(self, metric: str, value: int) -> Number:
        """How many stated totals could be compared, or differ."""
        week = self.numbers.week
        where = Filter(Measure.COMPARED, week.last_day, week.first_day)
        return self._number((), metric, where, Decimal(value))

    def total(self, column: str, total: StatedTotal) -> Number:
        """A total that a unit stated, what was counted of it, or the gap with its sign."""
        code, until = total.county_code, self.numbers.week.last_day
        where = Filter(Measure.TOTALS, until, county_code=code, member=total.row_key)
        value: Decimal = getattr(total, column)
        return self._number((code, total.row_key), column, where, value)

    def source_items(self, metric: str, source: str, code: str) -> Number:
        """Items that a source reported."""
        rows = self.numbers.source_items
        found = sum(count for name, one, count in rows if (name, one) == (source, metric))
        where = Filter(Measure.SOURCE_ITEMS, self.numbers.as_of, county_code=code, source=source)
        return self._number((code, source), metric, where, Decimal(found))

    def listed(
        self, metric: str, code: str | None = None, days: tuple[date, date] | None = None
    ) -> Number:
        """Items on a list: of a unit, of all where no code is given; between two ``days``."""
        first, last = days or (None, None)
        until = self.numbers.as_of
        where = Filter(Measure.LISTED, until, first, county_code=code, through=last)
        between = _days(first, last) if first and last and metric.startswith("due") else ()
        value = Decimal(self.numbers.on_list(metric, code, between))
        day = first.isoformat() if first and first == last else None
        return self._number((code, day), metric, where, value)

    def _as_aim(self, number: Number) -> Number:
        """A number written as the goal it is."""
        unit = self.numbers.definition(number.metric).unit
        return replace(number, text=aim(number.value, unit))

    def _on(
        self,
        night: date,
        measure: Measure,
        metric: str,
        code: str,
        value: Decimal | None,
        unit: str = "",
    ) -> Number:
        programme = self.programme or self.numbers.main_programme
        where = Filter(measure, night, None, programme, code)
        suffix = "" if measure is Measure.VALUE else measure.value
        parts = (self.programme, code, metric, night.isoformat(), suffix)
        return self._number(parts, metric, where, value, unit, is_named=True)

    def _row(self, metric: str, code: str) -> Progress | None:
        return self.numbers.row(metric, code, self.programme or None)

    def _governed(
        self,
        measure: Measure,
        metric: str,
        code: str,
        value: Decimal | None,
        is_plain: bool = False,
    ) -> Number:
        since = self.numbers.previous_as_of if measure is Measure.CHANGE else None
        programme = self.programme or self.numbers.main_programme
        where = Filter(measure, self.numbers.as_of, since, programme, code)
        suffix = "" if measure is Measure.VALUE else measure.value
        parts = (self.programme, code, metric, suffix)
        unit = "" if is_plain else self.numbers.definition(metric).unit
        return self._number(parts, metric, where, value, unit, is_named=True)

    def _number(
        self,
        parts: tuple[str | None, ...],
        metric: str,
        where: Filter,
        value: Decimal | None,
        unit: str = "",
        is_named: bool = False,
    ) -> Number:
        named = (self.section, *parts, "" if is_named else metric)
        placeholder = ".".join(part for part in named if part is not None and part != "")
        text = figure(value, unit, self.numbers.definition(metric).decimals)
        return Number(
            placeholder, metric, where, value, text, rows_behind(self.numbers, metric, where)
        )


def _days(first: date, last: date) -> tuple[date, ...]:
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


def _change(row: Progress | None) -> Decimal | None:
    if row is None or row.value is None or row.previous_week_value is None:
        return None
    return row.value - row.previous_week_value
