"""更正说明: which printed numbers differ from the edition that was issued, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from zhiben.reporting.causes import in_chinese
from zhiben.reporting.naming import called
from zhiben.reporting.rows import rows_behind
from zhiben.reporting.summary import (
    Clause,
    Column,
    Filter,
    Label,
    Measure,
    Number,
    Paragraph,
    Row,
    Section,
    Table,
)
from zhiben.reporting.wording import NONE, aim, figure, say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from zhiben.reporting.correcting import Correction
    from zhiben.reporting.numbers import WeekNumbers

HEADING = "更正说明"
COLUMNS = (
    Column("单位", "text"),
    Column("数字", "words"),
    Column("原印"),
    Column("现印"),
    Column("原因", "words"),
)
MOST = 60
OWN = "correction."  # what the placeholders of this section begin with
OF_THE_WEEK = (Measure.DELIVERIES, Measure.COMPARED, Measure.TOTALS)  # not of the edition's night
Key = tuple[object, ...]


@dataclass(frozen=True)
class Pair:
    """What one number was in the edition before and is in this one; None where it is not there."""

    was: Number | None
    now: Number | None

    @property
    def either(self) -> Number:
        """The number as it is now, or as it was."""
        number = self.now or self.was
        assert number is not None  # noqa: S101 - a pair is of an edition at least
        return number

    @property
    def is_changed(self) -> bool:
        """Whether the editions say different things, whatever words they say it in."""
        was, now = (one.value if one else None for one in (self.was, self.now))
        return was != now


def correction(numbers: WeekNumbers, made: Correction, printed: Iterable[Number]) -> Section:
    """The numbers that changed, each once; the city's and the units' own values first."""
    changed = [pair for pair in _pairs(numbers, made, printed) if pair.is_changed]
    if not changed:
        told = say("与更正前的一版相比，各项印出的数字没有变化。")
        return Section(HEADING, (Paragraph(told),))
    partly = "，其余从略" if len(changed) > MOST else ""
    told = say("与更正前的一版相比，变化的数字列于下表{partly}。", partly=partly)
    in_order = sorted(changed, key=lambda one: one.either.filter.measure is not Measure.VALUE)
    rows = tuple(Row(_row(numbers, made, pair)) for pair in in_order[:MOST])
    note = f"“{NONE}”表示该版没有印出这个数字，或者没有可计算的数据。"
    return Section(HEADING, (Paragraph(told), Table("变化的数字", COLUMNS, rows, note)))


def _pairs(numbers: WeekNumbers, made: Correction, printed: Iterable[Number]) -> list[Pair]:
    """A number that stands in several places is one."""
    before, now = made.before, {_key(one, numbers.as_of): one for one in reversed([*printed])}
    old = [made.as_issued(one) for one in before.numbers]
    was = {_key(one, before.as_of): one for one in reversed(old) if not _is_own(one)}
    return [
        Pair(was.get(key), now.get(key)) for key in dict.fromkeys((*reversed(now), *reversed(was)))
    ]


def _is_own(number: Number) -> bool:
    return number.placeholder.startswith(OWN)


def _key(number: Number, as_of: date) -> Key:
    """What a number is of, whichever night its edition stands on."""
    where = number.filter
    if where.measure is Measure.CHANGE:
        where = replace(where, since=None)
    own_night = where.measure not in OF_THE_WEEK
    days = ("as of" if own_night and day == as_of else day for day in (where.until, where.through))
    told = {**where.parameters(), **dict(zip(("until", "through"), days, strict=True))}
    return number.metric, where.measure, *told.values()


def _row(numbers: WeekNumbers, made: Correction, pair: Pair) -> tuple[Clause, ...]:
    names = {unit.code: unit.name for unit in numbers.units} | {numbers.city.code: "全市"}
    metrics = {one.metric: one for one in numbers.metrics}
    one = pair.either
    code = one.filter.county_code or numbers.city.code
    return (
        (Label(names.get(code, code)),),
        (Label(called(metrics, one.metric, one.filter)),),
        (_issued(numbers, made, pair.was) if pair.was else Label(NONE),),
        (_again(numbers, pair.now) if pair.now else Label(NONE),),
        (Label(in_chinese(made.cause(one)) or NONE),),
    )


def _issued(numbers: WeekNumbers, made: Correction, was: Number) -> Number:
    """The number as it was issued, which the warehouse keeps."""
    before = made.before
    where = Filter(
        Measure.ISSUED,
        was.filter.until,
        county_code=was.filter.county_code or numbers.city.code,
        source=before.week.label,
        dimension=str(before.edition),
        member=was.placeholder,
    )
    rows = rows_behind(numbers, was.metric, where)
    text = _figure(numbers, was)
    return Number(f"{OWN}before.{was.placeholder}", was.metric, where, was.value, text, rows)


def _again(numbers: WeekNumbers, now: Number) -> Number:
    return replace(now, placeholder=f"{OWN}after.{now.placeholder}", text=_figure(numbers, now))


def _figure(numbers: WeekNumbers, number: Number) -> str:
    """A number of a table: no word of a sentence, and the sign of what rose or fell."""
    defined, measure = numbers.definition(number.metric), number.filter.measure
    if measure is Measure.TARGET:
        return aim(number.value, defined.unit)
    unit = defined.unit if measure in (Measure.VALUE, Measure.SPLIT) else ""
    text = figure(number.value, unit, defined.decimals)
    is_signed = measure is Measure.CHANGE or number.metric.endswith(("_change", "gap"))
    return f"+{text}" if is_signed and number.value and number.value > 0 else text
