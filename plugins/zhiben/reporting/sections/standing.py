"""Where the city or a unit stands, in clauses the sections share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.reporting.wording import all_of, counted, is_some, is_zero, join, say, written

if TYPE_CHECKING:
    from decimal import Decimal

    from zhiben.reporting.facts import Facts
    from zhiben.reporting.summary import Clause


def standing(facts: Facts, code: str, aside: Clause = (), rank: Clause = ()) -> Clause:
    """Found, rectified, still open. ``aside`` follows the first number, ``rank`` the rate."""
    found = facts.value("found", code)
    if found.value is None:
        return say("暂无数据")
    if is_zero(found):
        return say("{none}登记在册的隐患", none=written(found, "无"))
    parts = (
        _found(facts, code, aside),
        join((_rectified(facts, code), *_rates(facts, code, rank)), "，"),
        _open(facts, code),
    )
    return join(parts, "；")


def _found(facts: Facts, code: str, aside: Clause) -> Clause:
    found = facts.value("found", code)
    major = facts.value("major_found", code)
    told = say("累计排查隐患{found}项{aside}", found=found, aside=aside)
    if major.value is None:
        return told
    if is_some(major) and major.value == found.value:
        return join((told, say("{all}为重大隐患", all=all_of(found))), "，")
    return join((told, say("其中{major}", major=counted("重大隐患", major))), "，")


def _rectified(facts: Facts, code: str) -> Clause:
    found = facts.value("found", code)
    rectified = facts.value("rectified", code)
    if rectified.value is None:
        return ()
    if is_zero(rectified):
        return say("尚{none}整改完成的隐患", none=written(rectified, "无"))
    verified = _verified(facts, code)
    if rectified.value == found.value and all_of(found):
        return say("{rectified}项已全部整改{verified}", rectified=rectified, verified=verified)
    return say("已整改{rectified}项{verified}", rectified=rectified, verified=verified)


def _verified(facts: Facts, code: str) -> Clause:
    verified = facts.value("verified", code)
    if verified.value is None:
        return ()
    if is_zero(verified):
        return say("（尚{none}销号）", none=written(verified, "无"))
    if verified.value == facts.value("rectified", code).value:
        return say("（{all}已销号）", all=all_of(verified))
    return say("（其中已销号{verified}项）", verified=verified)


def _rates(facts: Facts, code: str, rank: Clause) -> tuple[Clause, ...]:
    """A rate is not told where nothing is rectified: the words before it said so."""
    if not is_some(facts.value("rectified", code)):
        return ()
    due_rate = facts.value("due_rectification_rate", code)
    due_near = near(facts, "due_rectification_rate", code)
    return (
        _rate(facts, code),
        rank,
        say("按期整改率{near}{rate}", near=due_near, rate=due_rate)
        if due_rate.value is not None
        else (),
    )


def _rate(facts: Facts, code: str) -> Clause:
    """A rate that only rounding made 0% or 100% is not told as such."""
    rate = facts.value("rectification_rate", code)
    if rate.value is None:
        return ()
    is_all = facts.value("rectified", code).value == facts.value("found", code).value
    near = "接近" if rate.value in (0, 100) and not is_all else ""
    return say("整改率{near}{rate}", near=near, rate=rate)


def near(facts: Facts, metric: str, code: str) -> str:
    """接近 of a rate that only rounding made 0% or 100%."""
    rate = facts.value(metric, code).value
    return nearly(rate, facts.numerator(metric, code).value, facts.denominator(metric, code).value)


def nearly(rate: Decimal | None, part: Decimal | None, whole: Decimal | None) -> str:
    """接近 of a rate of ``part`` in ``whole`` that only rounding made 0% or 100%."""
    if rate not in (0, 100) or part is None or whole is None:
        return ""
    return "" if part == (whole if rate else 0) else "接近"


def _open(facts: Facts, code: str) -> Clause:
    overdue = counted("逾期未整改隐患", facts.value("overdue", code))
    return join((overdue, _major_open(facts, code)), "，")


def _major_open(facts: Facts, code: str) -> Clause:
    """动态清零 is told only where there was something to clear."""
    open_ = facts.value("major_open", code)
    if is_zero(open_) and not is_some(facts.value("major_found", code)):
        return ()
    if is_zero(open_):
        return say("重大隐患动态{none}", none=written(open_, "清零"))
    return counted("未闭环重大隐患", open_)
