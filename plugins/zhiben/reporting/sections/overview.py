"""一、总体情况: the city as a whole, and what changed since the week before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.reporting.facts import Facts
from zhiben.reporting.sections.standing import standing
from zhiben.reporting.summary import Clause, Label, Paragraph, Section
from zhiben.reporting.wording import Movement, day, movements, rate_movement, say

if TYPE_CHECKING:
    from zhiben.reporting.numbers import WeekNumbers


def overview(numbers: WeekNumbers) -> Section:
    """How the city stands, and how it moved."""
    facts = Facts(numbers, "overview")
    as_of = Label(day(numbers.as_of))
    stands = standing(facts, numbers.city.code)
    paragraphs = (
        Paragraph(say("截至{as_of}，全市{stands}。", as_of=as_of, stands=stands)),
        Paragraph(_compared(facts)),
    )
    return Section("总体情况", paragraphs)


def _compared(facts: Facts) -> Clause:
    numbers = facts.numbers
    before = numbers.previous_as_of
    if not numbers.nights:
        return say("本周没有新发布的数据，不作环比。")
    if before is None:
        return say("此前没有已发布的数据，本期不作环比。")
    changes = movements(_moves(facts))
    if not changes:
        return say("上期数据不可比，本期不作环比。")
    if numbers.week.follows(before):
        since = say("与上周（截至{day}）相比", day=Label(day(before)))
    else:
        since = say("上周没有已发布的数据，与{day}相比", day=Label(day(before)))
    return say("{since}，{changes}。", since=since, changes=changes)


def _moves(facts: Facts) -> tuple[Movement, ...]:
    code = facts.numbers.city.code
    return (
        Movement("累计排查隐患", facts.change("found", code)),
        Movement("已整改", facts.change("rectified", code)),
        rate_movement("整改率", facts.change("rectification_rate", code)),
        Movement("逾期未整改隐患", facts.change("overdue", code)),
        Movement("未闭环重大隐患", facts.change("major_open", code)),
    )
