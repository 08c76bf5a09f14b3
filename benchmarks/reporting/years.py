"""Lets a simulated city live for years: what its ledgers tell of a month is spread over all weeks.

The simulation tells the lives of some thousand items within some weeks: found, due, rectified,
verified, found again. Here each such life begins on a day of its own in the years to come, a
recurrence with the item it came back from, and every year has accidents, disasters, inspections and
tasks of its own, told when they happen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from zlib import crc32

from benchmarks.campaign.events import Told, make_events
from benchmarks.campaign.world import DATES, START, Said, World, by_county

STAYS = 5  # one life in so many begins when it was simulated: the first week has a stock
YEAR = 364  # whole weeks, so that a Sunday stays one


def spread(world: World, weeks: int, seed: int) -> World:
    """``world`` with its items' lives begun on days of ``weeks`` weeks, and events in each year."""
    days = weeks * 7
    delays = {item: _delay(_first_of(world, item), days) for item in world.items}
    return replace(
        world,
        night=START + timedelta(days=days),
        said=tuple(_later(one, delays[one.item_id]) for one in world.said),
        events=(*world.events, *_of_later_years(world, days, seed)),
    )


def _first_of(world: World, item_id: str) -> str:
    """The item that ``item_id`` came back from, and that one, and so on to the first."""
    while before := world.items[item_id]["recurrence_of"]:
        item_id = before
    return item_id


def _delay(item_id: str, days: int) -> timedelta:
    place = crc32(item_id.encode())
    return timedelta(days=0 if place % STAYS == 0 else place // STAYS % days)


def _later(one: Said, delay: timedelta) -> Said:
    moved = {name: (day + delay).isoformat() for name in DATES if (day := one.day(name))}
    return replace(one, business_date=one.business_date + delay, fields={**one.fields, **moved})


def _of_later_years(world: World, days: int, seed: int) -> Iterator[Told]:
    whose = by_county(world.enterprises)
    for year in range(1, days // YEAR + 2):
        night = world.night + timedelta(days=year * YEAR)
        for county, ids in whose.items():
            for one in make_events(county, ids, night, seed + year):
                told = _told_when_it_happened(one, night)
                if night - timedelta(days=YEAR) < told.business_date <= night:
                    yield replace(told, event_id=f"{one.event_id}-{year}")


def _told_when_it_happened(one: Told, night: date) -> Told:
    """A correction stays as many days behind as it was; a task is told of before it falls due."""
    happened = one.fields.get("occurred_on") or one.fields.get("inspected_on")
    due = one.fields.get("due_on") or night
    day = happened or due - timedelta(days=20)
    behind = max(timedelta(0), one.business_date - night)
    return replace(one, business_date=day + timedelta(days=2) + behind)
