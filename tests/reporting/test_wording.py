from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from benchmarks.reporting.sense import words

from zhiben.reporting import Number
from zhiben.reporting.summary import Filter, Label, Measure
from zhiben.reporting.wording import (
    Movement,
    aim,
    arrow,
    counted,
    figure,
    join,
    movements,
    period,
    rate_movement,
    say,
)

NIGHT = date(2026, 3, 29)


def number(value: float | None) -> Number:
    decimal = None if value is None else Decimal(str(value))
    text = figure(None if decimal is None else abs(decimal))
    return Number("a", "found", Filter(Measure.VALUE, NIGHT), decimal, text)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "%", "—"),
        ("0", "项", "0"),
        ("100", "%", "100%"),
        ("93.3", "%", "93.3%"),
        ("93.0000", "%", "93.0%"),
        ("1234567", "项", "1234567"),
        ("1E+3", "项", "1000"),
        ("12.5000", "项/千家次", "12.5"),
    ],
)
def test_prints_a_figure(value: str | None, unit: str, text: str) -> None:
    assert figure(None if value is None else Decimal(value), unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [("95", "%", "95%"), ("98.50", "%", "98.5%"), ("20", "项", "20"), (None, "%", "—")],
)
def test_prints_a_goal_as_it_was_set(value: str | None, unit: str, text: str) -> None:
    assert aim(None if value is None else Decimal(value), unit) == text


@pytest.mark.parametrize(
    ("value", "text"), [(12, "逾期未整改12项"), (0, "无逾期未整改"), (None, "")]
)
def test_counts_in_words(value: float | None, text: str) -> None:
    assert words(counted("逾期未整改", number(value))) == text


@pytest.mark.parametrize(
    ("change", "text", "cell"),
    [(3, "增加3项", "↑3"), (-3, "减少3项", "↓3"), (0, "持平", "持平"), (None, "", "—")],
)
def test_tells_a_change(change: float | None, text: str, cell: str) -> None:
    assert words(Movement("", number(change)).clause()) == text
    assert words(arrow(number(change))) == cell


@pytest.mark.parametrize(
    ("found", "rate", "text"),
    [
        (3, -1.5, "排查增加3项，整改率下降1.5个百分点"),
        (0, 2, "整改率提高2个百分点，排查持平"),
        (0, 0, "排查、整改率均持平"),
        (-2, None, "排查减少2项"),
        (None, None, ""),
    ],
)
def test_tells_what_moved_before_what_did_not(
    found: float | None, rate: float | None, text: str
) -> None:
    moves = (Movement("排查", number(found)), rate_movement("整改率", number(rate)))
    assert words(movements(moves)) == text


def test_an_unknown_placeholder_is_named() -> None:
    with pytest.raises(KeyError, match="rate"):
        say("整改率{rate}", found=Label("1"))


def test_empty_clauses_leave_no_separator() -> None:
    assert words(join([(), ("甲",), (), ("乙",)], "，", "。")) == "甲，乙。"
    assert join([(), ()], "，", "。") == ()


def test_a_span_of_days_says_the_year_once() -> None:
    assert period(date(2026, 3, 23), NIGHT) == "2026年3月23日—3月29日"
    assert period(date(2025, 12, 29), date(2026, 1, 4)) == "2025年12月29日—2026年1月4日"
