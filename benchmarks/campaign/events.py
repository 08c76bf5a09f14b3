"""Inspections, accidents, disasters and tasks of the simulated city, each told once or more.

Chance is seeded by county, so that one county's events do not depend on another's. Of some events a
later delivery says otherwise (a restated number, a task done), and of some a second, less
authoritative source tells numbers of its own, which must not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

SECTORS = {
    "建筑施工": "construction",
    "道路运输": "transport",
    "工贸企业": "industry_and_trade",
    "未分类": "unnamed",
}
TOPICS = {
    "燃气安全检查": "town_gas",
    "仓储行业消防": "storage_fire",
    "烟花爆竹打非": "fireworks_strike",
    "节前综合检查": "unnamed",
}
UNDERTAKINGS = {
    "五道防线": "wudaofangxian",
    "四个体系建设": "sigetixi",
    "五型机关创建": "wuxingjiguan",
    "治本攻坚三年行动": "zhiben",
    "监管领域本质安全": "benzhianquan",
    "其他工作": "",
}
TITLES = {  # title → pillar, action, what it counts as
    "筑牢指挥防线：组织应急演练": ("line_command", "unnamed", "drills"),
    "建强响应防线": ("line_response", "unnamed", ""),
    "预案演练：组织综合演练": ("system_drills", "unnamed", "drills"),
    "修订应急预案": ("unnamed", "unnamed", "plans"),
    "宣传教育：开展安全培训": ("system_education", "unnamed", "trainings"),
    "实战型机关：岗位练兵": ("office_practical", "unnamed", ""),
    "开展精准执法": ("unnamed", "enforcement_and_help", ""),
    "动态清零攻坚": ("unnamed", "clear_major_hazards", ""),
}
CHANNELS = ("self_check", "supervision", "joint", None)


@dataclass(frozen=True)
class Told:
    """What one source says of one event from a business date on."""

    kind: str
    event_id: str
    source: str
    business_date: date
    authority: int
    county: str
    fields: dict[str, Any] = field(default_factory=dict)


def make_events(county: str, enterprises: list[str], night: date, seed: int) -> Iterator[Told]:
    """All that is told of a county's events, some of it only after ``night``."""
    rng = Random(f"{seed}/{county}/events")  # noqa: S311 - no secret
    for kind, make, times in (
        ("inspection", _inspection, 60),
        ("accident", _accident, 14),
        ("disaster", _disaster, 10),
        ("task", _task, 50),
    ):
        for number in range(rng.randint(times // 2, times)):
            first = make(rng, enterprises, night)
            told = max(first.get("inspected_on") or first.get("occurred_on") or night, night)
            day = told - timedelta(days=rng.randint(0, 3))
            event = f"{county}-{kind}-{number}"
            yield Told(kind, event, f"{county}-main", day, 30, county, first)
            if rng.random() < 0.3:
                later = day + timedelta(days=rng.randint(1, 4))
                again = make(rng, enterprises, night)
                moving = {name: value for name, value in again.items() if name in _MOVING}
                yield Told(kind, event, f"{county}-main", later, 30, county, first | moving)
            if rng.random() < 0.2:
                other = make(rng, enterprises, night)
                yield Told(kind, event, f"{county}-other", day, 10, county, other)


LEVELS = ("none", "third", "second", "first", None)
_MOVING = (
    "result", "hazards_found", "standardisation", "deaths", "missing", "direct_loss_yuan",
    "status", "done_on", "quantity_done",
)  # fmt: skip


def _day(rng: Random, night: date) -> date:
    return night - timedelta(days=rng.choice((rng.randint(-2, 60), rng.randint(0, 800), 366, 365)))


def _inspection(rng: Random, enterprises: list[str], night: date) -> dict[str, Any]:
    enterprise, day = rng.choice([*enterprises, None]), _day(rng, night)
    return {
        "enterprise_id": enterprise,
        "inspected_on": day,
        "channel": rng.choice(CHANNELS),
        "result": rng.choice(("none_found", "hazards_found", "referred")),
        "hazards_found": rng.randint(0, 5),
        "check_topic": rng.choice([*TOPICS, None]),
        "standardisation": LEVELS[day.toordinal() % len(LEVELS)],
    }


def _accident(rng: Random, enterprises: list[str], night: date) -> dict[str, Any]:
    return {
        "enterprise_id": rng.choice(enterprises),
        "occurred_on": _day(rng, night),
        "sector": rng.choice(list(SECTORS)),
        "deaths": rng.choice((0, 0, 1, 1, 2, 3, 10, None)),
        "direct_loss_yuan": rng.choice((10_000, 2_000_000)),
    }


def _disaster(rng: Random, _enterprises: list[str], night: date) -> dict[str, Any]:
    return {
        "occurred_on": _day(rng, night),
        "disaster_type": rng.choice(("暴雨", "洪涝", "大风")),
        "affected_people": rng.choice((0, 35, 1200, None)),
        "deaths": rng.choice((0, 0, 0, 1, 8, None)),
        "missing": rng.choice((0, 0, 2, None)),
        "direct_loss_yuan": rng.choice((0, 12_500, 3_400_000, None)),
    }


def _task(rng: Random, _enterprises: list[str], night: date) -> dict[str, Any]:
    status = rng.choice(("open", "in_progress", "done", "done", "cancelled"))
    due_on = night + timedelta(days=rng.randint(-40, 20))
    return {
        "programme": rng.choice(list(UNDERTAKINGS)),
        "title": rng.choice(list(TITLES)),
        "due_on": rng.choice((due_on, due_on, night, None)),
        "done_on": due_on + timedelta(days=rng.randint(-5, 3)) if status == "done" else None,
        "status": status,
        "quantity_target": 3,
        "quantity_done": rng.choice((0, 1, 2, None)),
    }


def class_of(deaths: int | None, loss_yuan: int) -> str:
    """The class of an accident by deaths and direct loss (国务院令第493号, art. 3)."""
    deaths = deaths or 0
    if deaths >= 30 or loss_yuan >= 100_000_000:
        return "extra_serious"
    if deaths >= 10 or loss_yuan >= 50_000_000:
        return "serious"
    return "larger" if deaths >= 3 or loss_yuan >= 10_000_000 else "general"
