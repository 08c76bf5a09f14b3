"""From the week's numbers to the summary's words; no clock, no file, no database."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from zhiben.reporting import sections
from zhiben.reporting.summary import Chart, Clause, Label, Section, Summary
from zhiben.reporting.wording import day, period, say

if TYPE_CHECKING:
    from zhiben.reporting.numbers import WeekNumbers

TITLE = "安全生产工作周报"


def compose(numbers: WeekNumbers) -> Summary:
    """The whole summary, the same for the same numbers."""
    return Summary(
        week=numbers.week,
        as_of=numbers.as_of,
        title=TITLE,
        city=Label(numbers.city.name),
        period=Label(period(numbers.week.first_day, numbers.week.last_day)),
        notes=_notes(numbers),
        sections=(
            _with(sections.overview(numbers), sections.trend_chart(numbers)),
            _with(sections.units(numbers), sections.ranking_chart(numbers)),
            _with(sections.goals(numbers), sections.scoreboard_chart(numbers)),
            sections.lapses(numbers),
            sections.quality(numbers),
            *sections.annexes(numbers),
        ),
    )


def _with(section: Section, charts: tuple[Chart, ...]) -> Section:
    """The section, and its pictures below what it tells."""
    return replace(section, blocks=(*section.blocks, *charts))


def _notes(numbers: WeekNumbers) -> tuple[Clause, ...]:
    """What a reader must know before the first number."""
    if numbers.is_complete:
        return ()
    as_of = Label(day(numbers.as_of))
    if not numbers.nights:
        return (say("本周没有已发布的数据，各项数字仍为{as_of}的数字。", as_of=as_of),)
    return (say("本周数据发布至{as_of}，其后的情况不在本期之内。", as_of=as_of),)
