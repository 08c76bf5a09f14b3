"""下周到期: what is to be rectified in the week to come, day by day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from zhiben.reporting.facts import Facts
from zhiben.reporting.summary import Clause, Column, Label, Paragraph, Row, Section, Table
from zhiben.reporting.wording import NONE, counted, is_zero, month_day, say, written

if TYPE_CHECKING:
    from zhiben.reporting.numbers import WeekNumbers

COLUMNS = (
    Column("到期日", "text"),
    Column("到期项数"),
    Column("其中重大"),
    Column("单位", "words"),
)
WEEKDAYS = "一二三四五六日"


def due(numbers: WeekNumbers) -> Section:
    """How much falls due and when; the days on which nothing does are left out."""
    first, last = (numbers.week.last_day + timedelta(days=n) for n in (1, 7))
    facts = Facts(numbers, "due")
    total = facts.listed("due", None, (first, last))
    days = Label(f"{month_day(first)}—{month_day(last)}")
    if is_zero(total):
        told = say(
            "下周（{days}）{none}整改期限到期的隐患。", days=days, none=written(total, "没有")
        )
        return Section("下周到期隐患", (Paragraph(told),))
    major = counted("重大隐患", facts.listed("due_major", None, (first, last)))
    template = "下周（{days}）整改期限到期的隐患{total}项，其中{major}，请有关单位督促按期整改。"
    told = say(template, days=days, total=total, major=major)
    return Section("下周到期隐患", (Paragraph(told), _table(facts, first)))


def _table(facts: Facts, first: date) -> Table:
    days = [first + timedelta(days=n) for n in range(7)]
    rows = tuple(Row(_row(facts, day)) for day in days if facts.numbers.on_list("due", None, [day]))
    return Table("下周到期隐患分布", COLUMNS, rows, "没有隐患到期的日期不列；当日到期不算逾期。")


def _row(facts: Facts, day: date) -> tuple[Clause, ...]:
    on = Label(f"{month_day(day)}（周{WEEKDAYS[day.weekday()]}）")
    units = [u.name for u in facts.numbers.units if facts.numbers.on_list("due", u.code, [day])]
    counts = (facts.listed(metric, None, (day, day)) for metric in ("due", "due_major"))
    return ((on,), *((one,) for one in counts), (Label("、".join(units) or NONE),))
