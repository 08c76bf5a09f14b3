"""更正说明: which printed numbers differ from the edition that was issued, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from zhiben.reporting.wording import NONE, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhiben.reporting.correcting import Correction
    from zhiben.reporting.issuing import Printed
    from zhiben.reporting.numbers import WeekNumbers

COLUMNS = (
    Column("单位", "text"),
    Column("数字", "words"),
    Column("原印"),
    Column("现印"),
    Column("原因", "words"),
)
MOST = 60
Pair = tuple["Printed", Number]


def correction(numbers: WeekNumbers, made: Correction, printed: Iterable[Number]) -> Section:
    """The numbers that changed, each once; the city's and the units' own values first."""
    before = {one.placeholder: one for one in made.before.numbers}
    pairs = [(before[one.placeholder], one) for one in printed if one.placeholder in before]
    changed = _once([pair for pair in pairs if pair[0].printed != pair[1].text])
    if not changed:
        told = say("与更正前的一版相比，各项印出的数字没有变化。")
        return Section("更正说明", (Paragraph(told),))
    partly = "，其余从略" if len(changed) > MOST else ""
    told = say("与更正前的一版相比，变化的数字列于下表{partly}。", partly=partly)
    rows = tuple(Row(_row(numbers, made, *pair)) for pair in changed[:MOST])
    return Section("更正说明", (Paragraph(told), Table("变化的数字", COLUMNS, rows)))


def _once(pairs: list[Pair]) -> list[Pair]:
    """A number that stands in several places is told once."""
    kept: dict[tuple[str, str], Pair] = {}
    for pair in pairs:
        kept.setdefault((pair[1].metric, str(pair[1].filter)), pair)
    return sorted(kept.values(), key=lambda pair: pair[1].filter.measure is not Measure.VALUE)


def _row(numbers: WeekNumbers, made: Correction, was: Printed, now: Number) -> tuple[Clause, ...]:
    names = {unit.code: unit.name for unit in numbers.units} | {numbers.city.code: "全市"}
    metrics = {one.metric: one for one in numbers.metrics}
    code = now.filter.county_code or numbers.city.code
    return (
        (Label(names.get(code, code)),),
        (Label(called(metrics, now.metric, now.filter)),),
        (_issued(numbers, made, was),),
        (_again(now),),
        (Label(made.cause(now) or NONE),),
    )


def _issued(numbers: WeekNumbers, made: Correction, was: Printed) -> Number:
    """The number as it was issued, which the warehouse keeps."""
    before = made.before
    where = Filter(
        Measure.ISSUED,
        was.as_of,
        county_code=was.county_code,
        source=before.week.label,
        dimension=str(before.edition),
        member=was.placeholder,
    )
    rows = rows_behind(numbers, was.metric, where)
    name = f"correction.before.{was.placeholder}"
    return Number(name, was.metric, where, was.value, was.printed, rows)


def _again(now: Number) -> Number:
    name = f"correction.after.{now.placeholder}"
    return Number(name, now.metric, now.filter, now.value, now.text, now.rows_sql)
