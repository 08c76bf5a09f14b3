"""What the page says at its end of each printed number: what it counts, whose it is, its query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiben.reporting.naming import called
from zhiben.reporting.summary import Number, Summary
from zhiben.reporting.wording import day

if TYPE_CHECKING:
    from zhiben.reporting.numbers import Metric

WHOLE = "全市"


@dataclass(frozen=True)
class Line:
    """One printed number: its ordinal, whose it is, and its text."""

    number: int
    whose: str
    text: str


@dataclass(frozen=True)
class Source:
    """Numbers that count the same of different units or days, and the query of the first."""

    name: str
    definition: str
    query: str
    lines: tuple[Line, ...]


def sources_of(summary: Summary) -> tuple[Source, ...]:
    """Every number of the summary, grouped by what it counts, in reading order."""
    groups: dict[tuple[str, str], list[tuple[int, Number]]] = {}
    metrics = {one.metric: one for one in summary.metrics}
    for place, number in enumerate(summary.numbers, start=1):
        key = (_name(summary, metrics, number), number.filter.measure.value)
        groups.setdefault(key, []).append((place, number))
    return tuple(_source(summary, metrics, name, group) for (name, _), group in groups.items())


def _source(
    summary: Summary, metrics: dict[str, Metric], name: str, group: list[tuple[int, Number]]
) -> Source:
    first = group[0][1]
    whose = {unit.code: unit.name for unit in summary.units}
    lines = (
        Line(place, whose.get(number.filter.county_code or "", WHOLE), number.text)
        for place, number in group
    )
    defined = metrics.get(first.metric)
    return Source(name, defined.definition if defined else "", first.rows_sql, tuple(lines))


def _name(summary: Summary, metrics: dict[str, Metric], number: Number) -> str:
    where = number.filter
    programmes = {one.programme: one.name_zh for one in summary.programmes}
    within = programmes.get(where.programme or "", "")
    told = (within, called(metrics, number.metric, where), f"截至{day(where.until)}")
    return "，".join(one for one in told if one)
