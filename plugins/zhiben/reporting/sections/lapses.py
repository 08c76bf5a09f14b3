"""逾期与复发: what was not done in time, and what came back (治标不治本)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from zhiben.reporting.facts import Facts
from zhiben.reporting.sections.standing import near
from zhiben.reporting.summary import Clause, Label, Number, Paragraph, Section
from zhiben.reporting.wording import (
    Movement,
    all_of,
    counted,
    is_some,
    is_zero,
    join,
    rate_movement,
    say,
    written,
)

if TYPE_CHECKING:
    from zhiben.reporting.numbers import Unit, WeekNumbers


def lapses(numbers: WeekNumbers) -> Section:
    """Overdue and recurred, each with where it is, the most first; and what stayed cured."""
    facts = Facts(numbers, "lapses")
    told = (
        _spread(facts, "overdue", "逾期未整改隐患"),
        _spread(facts, "recurred", "整改后复发的隐患", _came_back(facts)),
        _cured(facts),
    )
    paragraphs = tuple(Paragraph(clause) for clause in told if clause)
    return Section("逾期与复发", paragraphs or (Paragraph(say("暂无数据。")),))


def _spread(facts: Facts, metric: str, name: str, more: Clause = ()) -> Clause:
    """The city's number, its change, and the units it is made of."""
    code = facts.numbers.city.code
    value, change = facts.value(metric, code), facts.change(metric, code)
    told = counted(name, value)
    if not told:
        return ()
    moved = Movement("", change).clause() if is_some(value) or is_some(change) else ()
    since = say("，{since}{moved}", since=facts.since, moved=moved) if moved else ()
    units = _by_unit(facts, metric) if is_some(value) else ()
    template = "全市{told}{more}{since}{units}。"
    return say(template, told=told, since=since, more=more, units=units)


def _came_back(facts: Facts) -> Clause:
    """What was found again within the week: no part of a number that did not know of it yet."""
    numbers = facts.numbers
    if not numbers.nights:
        return ()
    again = facts.listed("came_back", None, (numbers.week.first_day, numbers.as_of))
    if not is_some(again):
        return ()
    if (again.value or 0) > (facts.value("recurred", numbers.city.code).value or 0):
        return say("（计入发布后补报、更正的，本周发现{again}项）", again=again)
    return say("（其中本周发现{again}项）", again=again)


def _cured(facts: Facts) -> Clause:
    """治本率: of what was closed within a year, how much has stayed away."""
    code = facts.numbers.city.code
    rate = facts.value("cure_rate", code)
    closed, stayed = facts.denominator("cure_rate", code), facts.numerator("cure_rate", code)
    if rate.value is None or not is_some(closed):
        return ()
    if stayed.value == closed.value:
        kept = say("至今{all}复发", all=written(stayed, f"{all_of(closed)}未"))
    elif is_zero(stayed):
        kept = say("至今{none}复发", none=written(stayed, f"{all_of(closed)}已"))
    else:
        kept = say("至今未复发{stayed}项", stayed=stayed)
    moved = rate_movement("", facts.change("cure_rate", code)).clause()
    since = say("（{since}{moved}）", since=facts.since, moved=moved) if moved else ()
    within = "中" if all_of(closed) else ""
    template = "近一年闭环的{closed}项隐患{within}，{kept}，治本率{near}{rate}{since}。"
    words = {"within": within, "near": near(facts, "cure_rate", code)}
    return say(template, closed=closed, kept=kept, rate=rate, since=since, **words)


def _by_unit(facts: Facts, metric: str) -> Clause:
    """Nothing where there is one unit only: it would say the same again."""
    numbers = [(unit, facts.value(metric, unit.code)) for unit in facts.numbers.units]
    some = sorted((pair for pair in numbers if is_some(pair[1])), key=_most_first)
    if not some or len(facts.numbers.units) == 1:
        return ()
    told = join((_at(unit, number) for unit, number in some), "、")
    return say("，分布在：{told}", told=told)


def _at(unit: Unit, number: Number) -> Clause:
    return say("{unit}{number}项", unit=Label(unit.name), number=number)


def _most_first(pair: tuple[Unit, Number]) -> Decimal:
    return -(pair[1].value or Decimal(0))
