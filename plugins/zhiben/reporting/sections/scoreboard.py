"""生产安全事故“双下降”: accidents of the year against last year's, beside the hazards found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.reporting.facts import Facts
from zhiben.reporting.summary import Clause, Column, Label, Paragraph, Row, Section, Table
from zhiben.reporting.wording import (
    Movement,
    arrow,
    day,
    is_some,
    is_zero,
    join,
    month_day,
    movements,
    say,
    written,
)

if TYPE_CHECKING:
    from zhiben.reporting.numbers import Board, Unit, WeekNumbers
    from zhiben.reporting.summary import Number

HEADING = "生产安全事故“双下降”情况"
COLUMNS = {
    "accidents_ytd": "事故起数",
    "accidents_previous_ytd": "上年同期",
    "accidents_change": "增减",
    "deaths_ytd": "死亡人数",
    "deaths_previous_ytd": "上年同期",
    "deaths_change": "增减",
    "accident_free_days": "无事故天数",
    "hazards_found_ytd": "本年排查隐患",
}
NOTE = (
    "事故起数、死亡人数为本年累计，上年同期计至上年同日；上年同期为零的，以零为基数，不计算百分比；"
    "无事故天数为距上一起事故的天数，“—”表示台账中没有事故记录。"
)


def scoreboard(numbers: WeekNumbers) -> Section | None:
    """The city's line in words, and everybody's in the table; nothing without a scoreboard."""
    line = numbers.board(numbers.city.code)
    if line is None:
        return None
    if line.last_accident_on is None:
        told = say("台账中没有生产安全事故记录，本期不作比较。")
        return Section(HEADING, (Paragraph(told),))
    facts = Facts(numbers, "board")
    told = join((_this_year(facts, line), _serious(facts), _last(facts, line)), "；", "。")
    doubtful = _doubtful(numbers)
    paragraphs = (Paragraph(told), *((Paragraph(doubtful),) if doubtful else ()))
    return Section(HEADING, (*paragraphs, _table(numbers)))


def _this_year(facts: Facts, line: Board) -> Clause:
    code, as_of = facts.numbers.city.code, facts.numbers.as_of
    accidents, deaths = facts.board("accidents_ytd", code), facts.board("deaths_ytd", code)
    until = Label(f"截至{month_day(as_of)}")
    if is_zero(accidents):
        happened = say("{none}生产安全事故", none=written(accidents, "未发生"))
    else:
        killed = _killed(deaths)
        happened = say("发生生产安全事故{accidents}起{killed}", accidents=accidents, killed=killed)
    told = say("今年以来（{until}），全市{happened}", until=until, happened=happened)
    return join((told, _against_last_year(facts, line)), "，")


def _killed(deaths: Number) -> Clause:
    if is_zero(deaths):
        return say("、{none}人员死亡", none=written(deaths, "无"))
    return say("、死亡{deaths}人", deaths=deaths)


def _against_last_year(facts: Facts, line: Board) -> Clause:
    """增减 against last year; a base of zero is told, and no drop is possible then."""
    code = facts.numbers.city.code
    before = facts.board("accidents_previous_ytd", code)
    if is_zero(before):
        return say("上年同期{none}事故（基数为零）", none=written(before, "无"))
    moves = (
        Movement("起数", facts.board("accidents_change", code), unit="起"),
        Movement("死亡人数", facts.board("deaths_change", code), unit="人"),
    )
    told = movements(moves, "、")
    drop = "，实现“双下降”" if line.is_double_drop else "，未实现“双下降”"
    return say("与上年同期相比，{told}{drop}", told=told, drop=drop)


def _serious(facts: Facts) -> Clause:
    serious = facts.board("serious_accidents_ytd", facts.numbers.city.code)
    if is_zero(facts.board("accidents_ytd", facts.numbers.city.code)):
        return ()
    if is_some(serious):
        return say("发生重大及以上事故{serious}起", serious=serious)
    return say("{none}重大及以上事故", none=written(serious, "未发生"))


def _last(facts: Facts, line: Board) -> Clause:
    days = facts.board("accident_free_days", facts.numbers.city.code)
    if line.last_accident_on is None or days.value is None:
        return ()
    on = Label(day(line.last_accident_on))
    if is_zero(days):
        return say("最近一起事故发生于{on}（{today}）", on=on, today=written(days, "当日"))
    return say("最近一起事故发生于{on}，距今{days}天", on=on, days=days)


def _doubtful(numbers: WeekNumbers) -> Clause:
    """No accident beside no finding is a question, not a success."""
    names = [unit.name for unit in numbers.units if _is_silent(numbers, unit)]
    if not names:
        return ()
    whose = "各单位" if len(names) == len(numbers.units) > 1 else "、".join(names)
    return say("{whose}本年既无事故，也未排查出隐患，请核实数据。", whose=Label(whose))


def _is_silent(numbers: WeekNumbers, unit: Unit) -> bool:
    line = numbers.board(unit.code)
    return line is not None and not (
        line.numbers.get("accidents_ytd") or line.numbers.get("hazards_found_ytd")
    )


def _table(numbers: WeekNumbers) -> Table:
    facts = Facts(numbers, "scoreboard")
    known = [unit for unit in numbers.units if numbers.board(unit.code)]
    rows = [Row(_row(facts, unit, unit.name)) for unit in known]
    total = Row(_row(facts, numbers.city, "全市"), is_total=True)
    columns = (Column("单位", "text"), *map(Column, COLUMNS.values()))
    return Table("生产安全事故“双下降”记分牌", columns, (*rows, total), NOTE)


def _row(facts: Facts, unit: Unit, name: str) -> tuple[Clause, ...]:
    numbers = [(column, facts.board(column, unit.code)) for column in COLUMNS]
    cells = (arrow(one) if column.endswith("_change") else (one,) for column, one in numbers)
    return ((Label(name),), *cells)
