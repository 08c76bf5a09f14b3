"""A unit's brief: one page of what the summary says of it, from the same numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.reporting.facts import Facts
from zhiben.reporting.sections.goals import stated
from zhiben.reporting.sections.standing import standing
from zhiben.reporting.statuses import PROGRESS
from zhiben.reporting.summary import (
    Clause,
    Column,
    Label,
    Paragraph,
    Row,
    Section,
    Summary,
    Table,
)
from zhiben.reporting.wording import NONE, arrow, day, is_some, join, period, say

if TYPE_CHECKING:
    from zhiben.reporting.numbers import Unit, WeekNumbers

METRICS = (
    "found",
    "rectified",
    "rectification_rate",
    "due_rectification_rate",
    "overdue",
    "major_open",
    "recurred",
)
REPORTED = {
    "files_received": "收到文件{number}份",
    "files_late": "其中迟报{number}份",
    "files_missing": "未报{number}份",
    "files_rejected": "退回{number}份",
    "rows_received": "收到数据{number}行",
    "rows_quarantined": "未通过校验{number}行",
}
COLUMNS = (
    Column("指标", "words"),
    Column("本单位"),
    Column("较上期"),
    Column("年度目标"),
    Column("进展", "text"),
    Column("全市"),
)


def compose_brief(numbers: WeekNumbers, unit: Unit) -> Summary:
    """The page of ``unit``, the same for the same numbers."""
    facts = Facts(numbers, "brief")
    return Summary(
        week=numbers.week,
        as_of=numbers.as_of,
        title=f"{unit.name}安全生产工作简报",
        city=Label(numbers.city.name),
        period=Label(period(numbers.week.first_day, numbers.week.last_day)),
        notes=(),
        sections=(_standing(facts, unit), _delivered(facts, unit)),
        numbers_file=f"{unit.code}.json",
        city_code=numbers.city.code,
        units=(unit,),
        metrics=numbers.metrics,
        programmes=numbers.programmes,
    )


def _standing(facts: Facts, unit: Unit) -> Section:
    """A sentence, and the numbers beside their goals and the city's."""
    as_of = Label(day(facts.numbers.as_of))
    stands = standing(facts, unit.code)
    told = say("截至{as_of}，{unit}{stands}。", as_of=as_of, unit=Label(unit.name), stands=stands)
    rows = tuple(Row(_row(facts, metric, unit.code)) for metric in METRICS)
    table = Table("主要指标", COLUMNS, rows, f"“{NONE}”表示没有可计算的数据。")
    return Section("一、总体情况", (Paragraph(told), table))


def _row(facts: Facts, metric: str, code: str) -> tuple[Clause, ...]:
    numbers = facts.numbers
    table, city = Facts(numbers, "brief_table"), Facts(numbers, "brief_city")
    defined, programme = numbers.definition(metric), numbers.programme(numbers.main_programme)
    counted_in = "" if defined.unit in ("", "%") else f"（{defined.unit}）"
    target = table.target(metric, code)
    status = PROGRESS[stated(numbers, programme, metric, code)]
    return (
        (Label(f"{defined.name_zh}{counted_in}"),),
        (table.value(metric, code),),
        arrow(table.change(metric, code)),
        (target,),
        (status if target.value is not None else Label(NONE),),
        (city.value(metric, numbers.city.code),),
    )


def _delivered(facts: Facts, unit: Unit) -> Section:
    """What came of the unit's ledgers this week, and where its open items are listed."""
    counts = ((text, facts.delivered(metric, unit.code)) for metric, text in REPORTED.items())
    told = join((say(text, number=number) for text, number in counts if is_some(number)), "，")
    reported = say("本周{told}。", told=told) if told else say("本周没有收到数据。")
    listed = say("未闭环和逾期未整改的隐患逐项见附件。")
    return Section("二、数据报送", (Paragraph((*reported, *listed)),))
