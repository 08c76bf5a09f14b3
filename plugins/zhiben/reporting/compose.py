"""From the week's numbers to the summary's words; no clock, no file, no database."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from zhiben.reporting import sections
from zhiben.reporting.summary import Clause, Label, Section, Summary
from zhiben.reporting.wording import day, period, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiben.reporting.correcting import Correction
    from zhiben.reporting.numbers import WeekNumbers

TITLE = "安全生产工作周报"
NUMERALS = "一二三四五六七八九十"


def compose(numbers: WeekNumbers, made: Correction | None = None) -> Summary:
    """The whole summary, the same for the same numbers; of a correction with what it corrects."""
    numbered = tuple(
        replace(part, heading=f"{numeral}、{part.heading}")
        for numeral, part in zip(NUMERALS, _parts(numbers), strict=False)
    )
    plain = Summary(
        week=numbers.week,
        as_of=numbers.as_of,
        title=TITLE,
        city=Label(numbers.city.name),
        period=Label(period(numbers.week.first_day, numbers.week.last_day)),
        notes=_notes(numbers),
        sections=(*numbered, *sections.annexes(numbers)),
        city_code=numbers.city.code,
        units=numbers.units,
        metrics=numbers.metrics,
        programmes=numbers.programmes,
    )
    return _corrected(plain, numbers, made) if made else plain


def _parts(numbers: WeekNumbers) -> Iterator[Section]:
    """The parts that have something to say, each with its pictures below what it tells."""
    for part in sections.PARTS:
        told = part(numbers)
        if told is not None:
            charts = sections.CHARTS[part](numbers) if part in sections.CHARTS else ()
            yield replace(told, blocks=(*told.blocks, *charts))


def _corrected(summary: Summary, numbers: WeekNumbers, made: Correction) -> Summary:
    """The same with 更正 in its head."""
    head: Section = sections.correction(numbers, made, summary.numbers)
    return replace(
        summary,
        title=f"{TITLE}（更正）",
        notes=(*_why(made), *summary.notes),
        sections=(head, *summary.sections),
        edition=made.edition,
    )


def _why(made: Correction) -> tuple[Clause, ...]:
    edition, before = Label(f"第{made.edition}版"), Label(f"第{made.before.edition}版")
    told = say(
        "更正：本期为{edition}，代替{on}印发的{before}。更正原因：{why}。",
        edition=edition,
        on=Label(day(made.issued_on)),
        before=before,
        why=Label(made.why.strip().rstrip("。")),
    )
    return (told,)


def _notes(numbers: WeekNumbers) -> tuple[Clause, ...]:
    """What a reader must know before the first number."""
    if numbers.is_complete:
        return ()
    as_of = Label(day(numbers.as_of))
    if not numbers.nights:
        return (say("本周没有已发布的数据，各项数字仍为{as_of}的数字。", as_of=as_of),)
    return (say("本周数据发布至{as_of}，其后的情况不在本期之内。", as_of=as_of),)
