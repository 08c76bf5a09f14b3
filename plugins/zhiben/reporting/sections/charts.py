"""The summary's pictures: each a block of its section, left out where it would show nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.reporting.facts import Facts
from zhiben.reporting.numbers import TREND_METRIC
from zhiben.reporting.sections.units import RATE, rank_by_rate
from zhiben.reporting.summary import Chart, ChartKind, Label, Series
from zhiben.reporting.wording import month_day

if TYPE_CHECKING:
    from zhiben.reporting.numbers import WeekNumbers

SCOREBOARD = {
    "事故起数（起）": ("accidents_previous_ytd", "accidents_ytd"),
    "死亡人数（人）": ("deaths_previous_ytd", "deaths_ytd"),
}
YEARS = ("上年同期", "本年")


def trend_chart(numbers: WeekNumbers) -> tuple[Chart, ...]:
    """未闭环重大隐患 week by week; two weeks make a line."""
    facts, code = Facts(numbers, "trend_chart"), numbers.city.code
    points = tuple(facts.on(p.night, TREND_METRIC, code, p.value) for p in numbers.trend)
    if sum(number.value is not None for number in points) < 2:
        return ()
    nights = tuple(Label(month_day(point.night)) for point in numbers.trend)
    line = Series("全市未闭环重大隐患", points)
    caption = "全市未闭环重大隐患走势（项，各周末数）"
    return (Chart(ChartKind.TREND, caption, nights, (line,)),)


def ranking_chart(numbers: WeekNumbers) -> tuple[Chart, ...]:
    """整改率 from the highest down, against what the city aims at."""
    facts, ranks = Facts(numbers, "ranking_chart"), rank_by_rate(numbers)
    units = sorted((u for u in numbers.counties if u.code in ranks), key=lambda u: ranks[u.code])
    if len(units) < 2:
        return ()
    aim = facts.target(RATE, numbers.city.code)
    rates = Series(
        numbers.definition(RATE).name_zh, tuple(facts.value(RATE, u.code) for u in units)
    )
    return (
        Chart(
            ChartKind.RANKING,
            "各单位整改率与年度目标" if aim.value is not None else "各单位整改率",
            tuple(Label(unit.name) for unit in units),
            (rates,),
            Series("全市年度目标", (aim,)) if aim.value is not None else None,
        ),
    )


def scoreboard_chart(numbers: WeekNumbers) -> tuple[Chart, ...]:
    """事故“双下降”: this year beside last year to the same day."""
    facts, line = Facts(numbers, "scoreboard_chart"), numbers.board(numbers.city.code)
    if line is None or line.last_accident_on is None:
        return ()
    code = numbers.city.code
    years = zip(YEARS, zip(*SCOREBOARD.values(), strict=True), strict=True)
    series = tuple(
        Series(year, tuple(facts.board(column, code) for column in columns))
        for year, columns in years
    )
    names = tuple(Label(name) for name in SCOREBOARD)
    caption = "全市生产安全事故与上年同期比较"
    return (Chart(ChartKind.COMPARISON, caption, names, series),)
