"""二、各县区情况: one sentence a unit in fixed order, and the ranking by rectification rate."""

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
from zhiben.reporting.wording import Movement, arrow, rounded, say

if TYPE_CHECKING:
    from decimal import Decimal

    from zhiben.reporting.numbers import Unit, WeekNumbers

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


def units(numbers: WeekNumbers) -> Section:
    """A sentence a unit; the ranking where there is something to rank."""
    facts = Facts(numbers, "units")
    ranks = rank_by_rate(numbers)
    told = tuple(_paragraph(facts, unit, ranks) for unit in numbers.units)
    if not told:
        return Section("二、各县区情况", (Paragraph(say("尚无报告单位。")),))
    if len(numbers.units) == 1 or not ranks:
        return Section("二、各县区情况", told)
    return Section("二、各县区情况", (*told, _ranking(numbers, ranks)))


def rank_by_rate(numbers: WeekNumbers) -> Ranks:
    """Each unit's place by the printed rate; equals share a place, the next one is left out.

    A unit without a rate (nothing found, no data) has no place.
    """
    rates: dict[str, Decimal] = {}
    for unit in numbers.units:
        row = numbers.row(RATE, unit.code)
        if row is not None and row.value is not None:
            rates[unit.code] = rounded(row.value)
    return {code: 1 + sum(r > rate for r in rates.values()) for code, rate in rates.items()}


def _paragraph(facts: Facts, unit: Unit, ranks: Ranks) -> Paragraph:
    place = _place(facts, unit.code, ranks) if len(facts.numbers.units) > 1 else ()
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
    in_order = sorted(numbers.units, key=lambda unit: ranks.get(unit.code, last))
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
