"""各县区情况, 市直部门情况: one sentence a unit in fixed order; the ranking, and the bureaus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.reporting.facts import Facts
from zhiben.reporting.sections.standing import standing
from zhiben.reporting.summary import (
    Clause,
    Column,
    Label,
    Number,
    Paragraph,
    Row,
    Section,
    Table,
)
from zhiben.reporting.wording import Movement, arrow, say

if TYPE_CHECKING:
    from decimal import Decimal

    from zhiben.reporting.numbers import Source, Unit, WeekNumbers

Ranks = dict[str, int]
RATE = "rectification_rate"
COLUMNS = (
    Column("名次"),
    Column("单位", "text"),
    Column("整改率", "bar"),
    Column("较上期（百分点）"),
    Column("累计排查"),
    Column("已整改"),
)
REPORTED = {
    "reported": "报送隐患",
    "rectified": "已整改",
    "overdue": "逾期未整改",
    "major_open": "未闭环重大",
}
BUREAU_NOTE = (
    "按各部门报送的台账统计，以项计；同一隐患由几个部门报送的，各部门分别计；含发布后补报、更正的。"
)


def counties(numbers: WeekNumbers) -> Section | None:
    """A sentence a county; the ranking where there is something to rank."""
    if not numbers.counties:
        return None if numbers.units else Section("各县区情况", (Paragraph(say("尚无报告单位。")),))
    facts = Facts(numbers, "units")
    ranks = rank_by_rate(numbers)
    told = tuple(_paragraph(facts, unit, ranks) for unit in numbers.counties)
    if len(numbers.counties) == 1 or not ranks:
        return Section("各县区情况", told)
    return Section("各县区情况", (*told, _ranking(numbers, ranks)))


def bureaus(numbers: WeekNumbers) -> Section | None:
    """The city's own bureaus: a sentence for all, a line for each department's ledger."""
    if not numbers.bureaus:
        return None
    facts = Facts(numbers, "units")
    told = tuple(_paragraph(facts, unit, {}) for unit in numbers.bureaus)
    lines = _departments(numbers)
    return Section("市直部门情况", (*told, lines) if lines.rows else told)


def rank_by_rate(numbers: WeekNumbers) -> Ranks:
    """Each county's place by the printed rate; equals share a place, the next one is left out.

    A county without a rate (nothing found, no data) has no place.
    """
    rates: dict[str, Decimal] = {}
    for unit in numbers.counties:
        row = numbers.row(RATE, unit.code)
        if row is not None and row.value is not None:
            rates[unit.code] = row.value
    return {code: 1 + sum(r > rate for r in rates.values()) for code, rate in rates.items()}


def _paragraph(facts: Facts, unit: Unit, ranks: Ranks) -> Paragraph:
    place = _place(facts, unit.code, ranks) if len(ranks) > 1 else ()
    stands = standing(facts, unit.code, _found_since(facts, unit.code), place)
    return Paragraph(say("{stands}。", stands=stands), Label(f"{unit.name}："))


def _found_since(facts: Facts, code: str) -> Clause:
    moved = Movement("", facts.change("found", code)).clause()
    return say("（{since}{moved}）", since=facts.since, moved=moved) if moved else ()


def _place(facts: Facts, code: str, ranks: Ranks) -> Clause:
    if code not in ranks:
        return ()
    number = facts.rank(RATE, code, ranks[code])
    shared = list(ranks.values()).count(ranks[code]) > 1
    return say("{shared}居第{rank}位", shared="并列" if shared else "", rank=number)


def _ranking(numbers: WeekNumbers, ranks: Ranks) -> Table:
    facts = Facts(numbers, "ranking")
    last = len(ranks) + 1
    in_order = sorted(numbers.counties, key=lambda unit: ranks.get(unit.code, last))
    rows = tuple(Row(_ranked(facts, unit, ranks)) for unit in in_order)
    return Table("整改率排名", COLUMNS, rows, "整改率相同的名次并列；“—”表示没有可计算的数据。")


def _ranked(facts: Facts, unit: Unit, ranks: Ranks) -> tuple[Clause, ...]:
    code = unit.code
    numbers: tuple[Number, ...] = (facts.value("found", code), facts.value("rectified", code))
    return (
        (facts.rank(RATE, code, ranks.get(code)),),
        (Label(unit.name),),
        (facts.value(RATE, code),),
        arrow(facts.change(RATE, code)),
        *((number,) for number in numbers),
    )


def _departments(numbers: WeekNumbers) -> Table:
    """Departments in the order of their sources; a source that reported nothing shows so."""
    codes = {unit.code for unit in numbers.bureaus}
    facts = Facts(numbers, "bureaus")
    own = [one for one in numbers.sources if one.county_code in codes]
    columns = (
        Column("部门", "text"),
        *map(Column, REPORTED.values()),
        Column("本周应报未报（份）"),
    )
    rows = tuple(Row(_department(facts, one)) for one in own)
    return Table("市直部门报送情况", columns, rows, BUREAU_NOTE)


def _department(facts: Facts, source: Source) -> tuple[Clause, ...]:
    code, name = source.county_code, source.source
    counts = (facts.source_items(metric, name, code) for metric in REPORTED)
    missing = facts.delivered("files_missing", code, name)
    return ((Label(source.department or name),), *((one,) for one in (*counts, missing)))
