"""Asks the week's numbers and answers with printable ones that know where they come from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from zhiben.reporting.numbers import MAIN_PROGRAMME, Progress, WeekNumbers
from zhiben.reporting.summary import Clause, Filter, Label, Measure, Number
from zhiben.reporting.wording import figure, month_day, rounded

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True)
class Facts:
    """The week's numbers for one section; its name starts every placeholder."""

    numbers: WeekNumbers
    section: str
    programme: str = MAIN_PROGRAMME

    @property
    def since(self) -> Clause:
        """较上周; the day itself where the last published night is older."""
        before = self.numbers.previous_as_of
        if before is None or self.numbers.week.follows(before):
            return ("较上周",)
        return ("较", Label(month_day(before)))

    def value(self, metric: str, code: str) -> Number:
        """The metric as of the summary's night."""
        row = self.numbers.row(metric, code, self.programme)
        number = self._governed(Measure.VALUE, metric, code, row.value if row else None)
        return replace(number, text=_aligned(number.text))

    def on(self, night: date, metric: str, code: str, value: Decimal | None) -> Number:
        """The metric as of another night."""
        where = Filter(Measure.VALUE, night, None, self.programme, code)
        unit = self.numbers.definition(metric).unit
        placeholder = f"{self.section}.{code}.{metric}.{night}"
        return Number(placeholder, metric, where, value, figure(value, unit))

    def target(self, metric: str, code: str) -> Number:
        """What is aimed at."""
        row = self.numbers.row(metric, code, self.programme)
        return self._governed(Measure.TARGET, metric, code, row.target if row else None)

    def change(self, metric: str, code: str) -> Number:
        """Printed value less the printed value of the week before; its text has no sign."""
        change = _change(self.numbers.row(metric, code, self.programme))
        number = self._governed(Measure.CHANGE, metric, code, change)
        text = figure(None if change is None else abs(change))
        return Number(number.placeholder, metric, number.filter, change, text)

    def rank(self, metric: str, code: str, rank: int | None) -> Number:
        """A unit's place by the metric, the highest first, equals sharing a place."""
        value = None if rank is None else Decimal(rank)
        return self._governed(Measure.RANK, metric, code, value, is_plain=True)

    def units_total(self, metric: str) -> Number:
        """The sum over the units, to be held against the city's own number."""
        rows = [self.numbers.row(metric, unit.code, self.programme) for unit in self.numbers.units]
        values = [row.value for row in rows if row and row.value is not None]
        total = sum(values, Decimal(0)) if values else None
        return self._governed(Measure.UNITS_TOTAL, metric, self.numbers.city.code, total)

    def delivered(self, metric: str, code: str | None = None, source: str | None = None) -> Number:
        """A count over the week's deliveries, of all units where no code is given."""
        week = self.numbers.week
        where = Filter(
            Measure.DELIVERIES, week.last_day, week.first_day, county_code=code, source=source
        )
        placeholder = ".".join(p for p in (self.section, code, source, metric) if p is not None)
        value = Decimal(self.numbers.delivered(metric, code, source))
        return Number(placeholder, metric, where, value, figure(value))

    def _governed(
        self,
        measure: Measure,
        metric: str,
        code: str,
        value: Decimal | None,
        is_plain: bool = False,
    ) -> Number:
        since = self.numbers.previous_as_of if measure is Measure.CHANGE else None
        where = Filter(measure, self.numbers.as_of, since, self.programme, code)
        suffix = "" if measure is Measure.VALUE else f".{measure.value}"
        unit = "" if is_plain else self.numbers.definition(metric).unit
        placeholder = f"{self.section}.{code}.{metric}{suffix}"
        return Number(placeholder, metric, where, value, figure(value, unit))


def _aligned(text: str) -> str:
    """Rates are read one below the other: 95.0%, though 0% and 100% stay bare."""
    if not text.endswith("%") or "." in text or text in ("0%", "100%"):
        return text
    return text.replace("%", ".0%")


def _change(row: Progress | None) -> Decimal | None:
    if row is None or row.value is None or row.previous_week_value is None:
        return None
    return rounded(row.value) - rounded(row.previous_week_value)
