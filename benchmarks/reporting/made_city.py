"""A week of a made city: the shipped units and metrics, values drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from zhiben.campaign import Campaign, load_campaign
from zhiben.campaign import programmes as campaign_programmes
from zhiben.contracts.units import load_units
from zhiben.reporting import (
    DeliveryCount,
    Metric,
    Point,
    Programme,
    Progress,
    Unit,
    Week,
    WeekNumbers,
)
from zhiben.settings import SHIPPED_INCLUDE

FOLDER = SHIPPED_INCLUDE / "campaign"
COUNTS = ("rows_received", "rows_loaded", "rows_quarantined", "rows_skipped")


def made_week(seed: int = 1, week: Week = Week(2026, 13)) -> WeekNumbers:  # noqa: B008 - frozen
    """The same numbers for the same seed; they need not agree with one another."""
    rng = random.Random(seed)  # noqa: S311 - a hat, no secret
    campaign, known = load_campaign(FOLDER), load_units(FOLDER / "units.yaml")
    units = tuple(Unit(unit.code, unit.name) for unit in known.units)
    city = Unit(known.city_code, known.city_name)
    codes = [city.code, *(unit.code for unit in units)]
    return WeekNumbers(
        week=week,
        as_of=week.last_day,
        previous_as_of=week.first_day - timedelta(days=1),
        nights=week.days,
        city=city,
        units=units,
        progress=tuple(_progress(rng, campaign, codes)),
        metrics=tuple(
            Metric(name, metric.name_zh, metric.definition, metric.unit)
            for name, metric in campaign.metrics.by_code.items()
        ),
        deliveries=tuple(_deliveries(rng, codes[1:])),
        programmes=tuple(map(_programme, campaign.programmes)),
        trend=tuple(_trend(rng, week.last_day)),
    )


def _programme(one: campaign_programmes.Programme) -> Programme:
    query = "SELECT * FROM bi.rectification_items WHERE status <> 'withdrawn'"
    measures = dict.fromkeys(one.metrics, query)
    return Programme(one.programme, one.name_zh, one.starts_on, one.ends_on, "", measures, {})


def _progress(rng: random.Random, campaign: Campaign, codes: list[str]) -> Iterator[Progress]:
    for programme in campaign.programmes:
        targets = {target.metric: Decimal(target.value) for target in programme.targets}
        for name in programme.metrics:
            for code in codes:
                value, before = (_value(rng, campaign, name, code == codes[0]) for _ in range(2))
                target = targets.get(name)
                status = rng.choice(("behind", "on_track")) if target is not None else "no_target"
                yield Progress(
                    programme.programme,
                    name,
                    code,
                    value,
                    target,
                    before,
                    status=status,
                    code_then=code,
                )


def _value(rng: random.Random, campaign: Campaign, metric: str, is_city: bool) -> Decimal | None:
    if rng.random() < 0.02:
        return None
    if campaign.metrics[metric].unit == "%":
        return Decimal(rng.randint(860, 1000)) / 10
    return Decimal(rng.randint(0, 40_000 if is_city else 3_000) // rng.choice((1, 20, 400)))


def _deliveries(rng: random.Random, codes: list[str]) -> Iterator[DeliveryCount]:
    for code in codes:
        for department in ("yingji", "zhujian"):
            source = f"{code}-{department}"
            received = rng.choice((0, 5, 7))
            yield DeliveryCount(code, source, "files_received", received)
            yield DeliveryCount(code, source, "files_missing", 7 - received)
            for count in COUNTS:
                yield DeliveryCount(code, source, count, received * rng.randint(0, 900))


def _trend(rng: random.Random, last: date) -> Iterator[Point]:
    for weeks in range(9, -1, -1):
        value = None if weeks == 6 else Decimal(rng.randint(20, 60) + 4 * weeks)
        yield Point(last - timedelta(weeks=weeks), value)
