"""Week numbers made by hand: a small city with three units, and a switch for everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from zhiben.reporting import (
    Board,
    DeliveryCount,
    Metric,
    Point,
    Programme,
    Progress,
    Unit,
    Week,
    WeekNumbers,
)
from zhiben.reporting.numbers import STANDING

if TYPE_CHECKING:
    from collections.abc import Iterable

WEEK = Week(2026, 13)
TODAY = date(2026, 4, 20)
CITY = Unit("411600", "周口市")
UNITS = (Unit("411602", "川汇区"), Unit("411621", "扶沟县"), Unit("411681", "项城市"))
METRICS = tuple(
    Metric(metric, name_zh, f"{name_zh}的口径", unit)
    for metric, name_zh, unit in (
        ("found", "累计排查隐患数", "项"),
        ("rectified", "已整改隐患数", "项"),
        ("rectification_rate", "整改率", "%"),
        ("due_rectification_rate", "按期整改率", "%"),
        ("stock_open", "存量重大隐患数", "项"),
    )
)
TREND = (31, 28, None, 12, 4)
ACCIDENTS = {
    "accidents_ytd": 6,
    "accidents_previous_ytd": 9,
    "accidents_change": -3,
    "deaths_ytd": 0,
    "deaths_previous_ytd": 2,
    "deaths_change": -2,
    "serious_accidents_ytd": 0,
    "accident_free_days": 12,
    "hazards_found_ytd": 40,
}
MEASURED = (*STANDING, "cure_rate")
ZHIBEN = Programme(
    "zhiben",
    "安全生产治本攻坚三年行动",
    date(2024, 1, 1),
    date(2026, 12, 31),
    "动态清零",
    dict.fromkeys(MEASURED, "SELECT * FROM bi.rectification_items WHERE status <> 'withdrawn'"),
    dict.fromkeys(MEASURED, date(2026, 12, 31)),
)
Values = dict[str, float | None]
CHUANHUI: Values = {
    "found": 200,
    "major_found": 12,
    "rectified": 190,
    "verified": 150,
    "rectification_rate": 95.0,
    "due_rectification_rate": 97.4,
    "overdue": 3,
    "major_open": 2,
    "stock_open": 1,
    "recurred": 4,
}
FUGOU: Values = CHUANHUI | {
    "found": 100,
    "rectified": 95,
    "verified": 90,
    "overdue": 5,
    "recurred": 0,
}
XIANGCHENG: Values = {
    "found": 40,
    "major_found": 0,
    "rectified": 40,
    "verified": 40,
    "rectification_rate": 100,
    "due_rectification_rate": 100,
    "overdue": 0,
    "major_open": 0,
    "stock_open": 0,
    "recurred": 1,
}
WHOLE: Values = {
    "found": 340,
    "major_found": 24,
    "rectified": 325,
    "verified": 280,
    "rectification_rate": 95.6,
    "due_rectification_rate": 97.9,
    "overdue": 8,
    "major_open": 4,
    "stock_open": 2,
    "recurred": 5,
}
VALUES = {"411600": WHOLE, "411602": CHUANHUI, "411621": FUGOU, "411681": XIANGCHENG}


def decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def progress(code: str, values: Values, before: Values | None = None) -> tuple[Progress, ...]:
    """A unit's rows; ``before`` is the week before, ten of everything less by default."""
    earlier = {m: v and max(v - 10, 0) for m, v in values.items()} if before is None else before
    return tuple(
        Progress(
            "zhiben",
            m,
            code,
            decimal(v),
            previous_week_value=decimal(earlier.get(m)),
        )
        for m, v in values.items()
    )


def deliveries(code: str, source: str, **counts: int) -> tuple[DeliveryCount, ...]:
    return tuple(DeliveryCount(code, source, metric, value) for metric, value in counts.items())


def week_numbers(**changes: object) -> WeekNumbers:
    """A complete week of all three units; ``changes`` replaces fields."""
    numbers = WeekNumbers(
        week=WEEK,
        as_of=WEEK.last_day,
        previous_as_of=WEEK.first_day - timedelta(days=1),
        nights=WEEK.days,
        city=CITY,
        units=UNITS,
        progress=tuple(row for code, values in VALUES.items() for row in progress(code, values)),
        metrics=METRICS,
        programmes=(ZHIBEN,),
        deliveries=deliveries(
            "411602",
            "411602-yingji",
            files_received=7,
            rows_received=70,
            rows_loaded=60,
            rows_quarantined=4,
            rows_skipped=6,
        )
        + deliveries("411621", "411621-zhujian", files_missing=2),
    )
    return replace(numbers, **changes)  # type: ignore[arg-type]


def with_values(code: str, values: Values, before: Values | None = None) -> WeekNumbers:
    """The made week with one unit's (or the city's) numbers exchanged."""
    numbers = week_numbers()
    others = tuple(row for row in numbers.progress if row.county_code != code)
    return replace(numbers, progress=(*others, *progress(code, values, before)))


def with_target(metric: str, target: float, **statuses: str) -> WeekNumbers:
    """The made week with a target; ``statuses`` by code (c411600="behind")."""
    numbers = week_numbers()
    rows = tuple(
        replace(row, target=decimal(target), status=statuses.get(f"c{row.county_code}", "on_track"))
        if row.metric == metric
        else row
        for row in numbers.progress
    )
    return replace(numbers, progress=rows)


def night(day: str) -> date:
    return date.fromisoformat(day)


def replaced(
    numbers: WeekNumbers,
    units: tuple[Unit, ...],
    rows: Iterable[Progress],
    deliveries_: tuple[DeliveryCount, ...],
) -> WeekNumbers:
    return replace(numbers, units=units, progress=tuple(rows), deliveries=deliveries_)


def trend(*values: int | None) -> tuple[Point, ...]:
    """A point a week up to the made week."""
    weeks = range(len(values) - 1, -1, -1)
    nights = (WEEK.last_day - timedelta(weeks=back) for back in weeks)
    return tuple(Point(n, decimal(v)) for n, v in zip(nights, values, strict=True))


def board(code: str, last: str | None = "2026-03-17", **changes: int | None) -> Board:
    """A line of the scoreboard; ``changes`` replaces its numbers."""
    numbers = {name: decimal(value) for name, value in {**ACCIDENTS, **changes}.items()}
    is_drop = all((numbers[f"{name}_change"] or 0) < 0 for name in ("accidents", "deaths"))
    return Board(code, date.fromisoformat(last) if last else None, is_drop, numbers)


def with_charts() -> WeekNumbers:
    """The made week with a target, a trend and accidents: every chart has something to show."""
    numbers = with_target("rectification_rate", 98, c411600="behind")
    return replace(numbers, boards=(board(CITY.code),), trend=trend(*TREND))
