"""Charts say their numbers beside what they measure, whatever the numbers and the names are."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from lxml import etree

from zhiben.reporting import compose
from zhiben.reporting.drawing import draw_png, draw_svg
from zhiben.reporting.summary import Chart, ChartKind, Label, Number

from . import made

CHARTS = compose(made.with_charts()).charts
BY_KIND = {chart.kind: chart for chart in CHARTS}


def texts(chart: Chart) -> list[str]:
    drawn = etree.fromstring(draw_svg(chart, with_text=True).encode())
    return [element.text or "" for element in drawn.iter("{http://www.w3.org/2000/svg}text")]


def with_values(chart: Chart, value: Decimal | None, text: str) -> Chart:
    def changed(number: Number) -> Number:
        return replace(number, value=value, text=text)

    lines = tuple(replace(s, numbers=tuple(map(changed, s.numbers))) for s in chart.series)
    return replace(chart, series=lines)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.kind)
def test_every_number_is_written_in_the_picture(chart: Chart) -> None:
    words = " ".join(texts(chart))
    assert [n for line in chart.lines for n in line.numbers if n.text not in words] == []


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.kind)
def test_the_same_chart_gives_the_same_picture(chart: Chart) -> None:
    assert draw_png(chart) == draw_png(chart)
    assert draw_svg(chart, with_text=False) == draw_svg(chart, with_text=False)


@pytest.mark.parametrize("kind", ChartKind)
@pytest.mark.parametrize(("value", "text"), [(None, "—"), (Decimal(0), "0"), (Decimal(10**7), "1")])
def test_draws_whatever_the_numbers_are(kind: ChartKind, value: Decimal | None, text: str) -> None:
    chart = with_values(BY_KIND[kind], value, text)
    assert texts(chart).count(text) >= 1 or text in " ".join(texts(chart))


@pytest.mark.parametrize("name", ["$a^2$ $", "<b>&amp;", "\\frac", "\U0001f600县", "县" * 90, ""])
def test_draws_whatever_the_names_are(name: str) -> None:
    chart = BY_KIND[ChartKind.RANKING]
    named = replace(chart, categories=(Label(name), *chart.categories[1:]))
    shown = name.replace("\U0001f600", "〓")
    assert (shown if len(shown) < 11 else f"{shown[:9]}…") in ["", *texts(named)]


def test_who_reaches_the_goal_is_told_without_colour() -> None:
    chart = BY_KIND[ChartKind.RANKING]
    missed = chart.series[0].numbers[-1]
    assert missed.value is not None
    reached = replace(missed, value=missed.value + 5)
    line = replace(chart.series[0], numbers=(*chart.series[0].numbers[:-1], reached))
    hollow = [
        draw_svg(c, with_text=True).count("fill: #ffffff; stroke")
        for c in (chart, replace(chart, series=(line,)))
    ]
    assert hollow[0] > hollow[1]


def test_a_trend_needs_two_weeks() -> None:
    numbers = replace(made.with_charts(), trend=made.trend(None, 4))
    assert ChartKind.TREND not in {chart.kind for chart in compose(numbers).charts}


def test_what_a_chart_says_is_told_in_words() -> None:
    assert BY_KIND[ChartKind.TREND].words.endswith("3月15日—，3月22日12，3月29日4。")
