"""A city of any size for the benchmark of costs: its firms, what was found there, and one night.

Everything of a firm follows from its number, so that a night may ask for the firms it visits
without making the others. Texts are those of ``wordings`` in the frames and places of the
simulation: one hazard in two is a common one, and each is said in some 25 ways.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from hashlib import blake2b
from pathlib import Path
from random import Random

import numpy as np
from benchmarks.matching.given import home_units
from benchmarks.matching.texts import wordings

from zhiben.simulation.catalog import Catalog, load_catalog
from zhiben.simulation.codes import make_code
from zhiben.simulation.enterprises import division_of

SEED = 6
NIGHT = date(2026, 3, 5)
PAST_DAYS = 800  # since the campaign began
DEPARTMENTS = ("应急管理局", "消防救援大队", "企业自查", "住建局", "市场监管局")
SPREAD = 0.8  # of the logarithm of items a firm: one firm in a hundred has six times the median
MOST = 600  # items of a firm
TWICE = 0.2  # items that a second source reports, too
NEVER_CLOSED = 0.05
_VISIT = (1, 2, 2, 3, 3, 4, 5, 6)  # hazards
_CATEGORIES = ("消防", "用电", "设备", "管理", "")
_MEASURES = ("立即整改", "限期整改", "更换", "清理", "补充完善")


@dataclass(frozen=True)
class Said:
    """What one source writes of one hazard; ``closed_on`` is None while it is open."""

    department: int
    key: str | None
    found_on: date
    closed_on: date | None
    site: str
    description: str
    measure: str
    level: str
    category: str


@dataclass(frozen=True)
class Firm:
    """An enterprise with its items, each as the one or two sources say it."""

    number: int
    county: str
    name: str
    uscc: str | None
    items: tuple[tuple[Said, ...], ...]


@dataclass(frozen=True)
class City:
    """Firms and the items of each: ``mean`` of them, by a lognormal."""

    firms: int
    mean: float

    def sizes(self) -> np.ndarray:
        """How many items each firm has."""
        middle = math.log(self.mean) - SPREAD**2 / 2
        drawn = np.random.default_rng(SEED).lognormal(middle, SPREAD, self.firms)
        return np.clip(np.rint(drawn), 1, MOST).astype(int)


def city_of(items: int) -> City:
    """A city with about so many items.

    A city of 100,000 has ten a firm, one of a million twelve: most of what is more are more firms.
    """
    mean = 10 + 2 * math.log10(items / 100_000)
    return City(round(items / mean), mean)


def digest() -> str:
    """Changes whenever a firm of some number could be another one than before."""
    some = [firm(number, 10) for number in range(200)]
    said = Path(__file__).read_bytes() + repr((_hazards(), some)).encode()
    return blake2b(said, digest_size=4).hexdigest()


def firm(number: int, size: int) -> Firm:
    """The firm of this number, with ``size`` items."""
    rng = _rng("firm", number)
    words = load_catalog()
    sector = rng.choice(list(words.sectors.values()))
    unit = rng.choice(_units())
    trade = rng.choice(words.lists["first"]) + rng.choice(words.lists["second"])
    trade += rng.choice(words.lists["second"])
    name = unit.name + trade + rng.choice(sector.trades) + rng.choice(sector.forms)
    has_code = rng.random() < 0.85
    code = make_code(rng, division_of(unit.code), is_individual=sector.is_individual)
    rooms = list(sector.rooms.items())
    items = tuple(_items(rng, number, size, rooms))
    return Firm(number, unit.code, name, code if has_code else None, items)


def visits_tonight(city: City, rows: int) -> Iterator[tuple[Firm, list[Said]]]:
    """So many new rows by visits: four in five at known firms, those with more items oftener.

    At a known firm three rows in twenty repeat an open item of another source in its own words,
    one in twenty says a closed item anew, the others are new.
    """
    rng = _rng("night", city.firms)
    sizes = city.sizes()
    chance = sizes / sizes.sum()
    picks = np.random.default_rng(SEED).choice(city.firms, rows, p=chance)
    count = 0
    for turn, known in enumerate(picks):
        is_known = rng.random() < 0.8
        number = int(known) if is_known else city.firms + turn
        one = firm(number, int(sizes[number]) if is_known else 1)
        said = list(_visit_tonight(rng, one, turn, is_known=is_known))[: rows - count]
        count += len(said)
        yield one, said
        if count >= rows:
            return


def closings_tonight(city: City, rows: int) -> Iterator[tuple[Firm, Said]]:
    """About ``rows`` known rows that were open and are closed tonight."""
    sizes = city.sizes()
    for number in np.random.default_rng(SEED + 1).permutation(city.firms):
        one = firm(int(number), int(sizes[number]))
        for said in one.items:
            if said[0].closed_on is None:
                yield one, replace(said[0], closed_on=NIGHT)
                rows -= 1
                break
        if rows <= 0:
            return


def _items(
    rng: Random, number: int, size: int, rooms: list[tuple[str, int]]
) -> Iterator[tuple[Said, ...]]:
    made = 0
    while made < size:
        found_on = NIGHT - timedelta(days=rng.randint(8, PAST_DAYS))
        department = rng.randrange(len(DEPARTMENTS))
        for _ in range(min(rng.choice(_VISIT), size - made)):
            made += 1
            hazard, place = _hazard(rng), _place(rng, rooms)
            first = _said(rng, department, found_on, hazard, place, f"{number}-{made}")
            if rng.random() >= TWICE:
                yield (first,)
                continue
            other = (department + rng.randrange(1, len(DEPARTMENTS))) % len(DEPARTMENTS)
            later = found_on + timedelta(days=rng.randint(0, 5))
            yield first, _said(rng, other, later, hazard, place, f"{number}-{made}")


def _visit_tonight(rng: Random, one: Firm, turn: int, *, is_known: bool) -> Iterator[Said]:
    words = load_catalog()
    rooms = list(rng.choice(list(words.sectors.values())).rooms.items())
    department = rng.randrange(len(DEPARTMENTS))
    found_on = NIGHT - timedelta(days=rng.randint(0, 6))
    opened = [each for item in one.items for each in item if each.closed_on is None]
    closed = [each for item in one.items for each in item if each.closed_on]
    for place in range(rng.choice(_VISIT)):
        key = f"n{turn}-{place}"
        luck = rng.random() if is_known else 1.0
        again = rng.choice(opened) if opened and luck < 0.15 else None
        back = rng.choice(closed) if closed and 0.15 <= luck < 0.2 else None
        fresh = _said(rng, department, found_on, _hazard(rng), _place(rng, rooms), key)
        told = again or back
        text = told.description if told else fresh.description
        site = told.site if told else fresh.site
        yield replace(fresh, closed_on=None, description=text, site=site)


def _said(
    rng: Random,
    department: int,
    found_on: date,
    hazard: tuple[str, ...],
    place: tuple[str, int, str],
    key: str,
) -> Said:
    words = load_catalog()
    spelled = _spelled(rng, words, place)
    has_site = department % 2 == 0
    text = rng.choice(hazard)
    frame = rng.choice(words.frames["plain" if has_site else "formal"])
    topic = rng.choice(list(words.consequences.values()))
    closed_on = found_on + timedelta(days=rng.randint(3, 45))
    is_open = rng.random() < NEVER_CLOSED or closed_on >= NIGHT
    return Said(
        department=department,
        key=key if department % 2 else None,
        found_on=found_on,
        closed_on=None if is_open else closed_on,
        site=spelled if has_site else "",
        description=frame.format(place=spelled, spot="", text=text, consequence=rng.choice(topic)),
        measure=rng.choice(_MEASURES),
        level="major" if rng.random() < 0.03 else "general",
        category=rng.choice(_CATEGORIES),
    )


def _spelled(rng: Random, words: Catalog, place: tuple[str, int, str]) -> str:
    room, number, side = place
    return rng.choice(words.places[room]).format(
        n=number, c="〇一二三四五六七八九十"[number], s=side
    )


def _place(rng: Random, rooms: list[tuple[str, int]]) -> tuple[str, int, str]:
    room, most = rng.choice(rooms)
    return room, rng.randint(1, most), rng.choice(load_catalog().lists["sides"])


def _hazard(rng: Random) -> tuple[str, ...]:
    """Common ones oftener: the chance of a hazard falls with its rank."""
    every = _hazards()
    return every[int(len(every) * rng.random() ** 2)]


@cache
def _hazards() -> list[tuple[str, ...]]:
    every = [one.texts for one in wordings()]
    _rng("hazards", 0).shuffle(every)
    return every


@cache
def _units() -> list:  # type: ignore[type-arg]
    return list(home_units().units)


def _rng(name: str, number: int) -> Random:
    return Random(f"{SEED}/{name}/{number}")  # noqa: S311 - reproducible
