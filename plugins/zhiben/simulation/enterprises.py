"""Invents the enterprises of a county, with names by GB rules, codes, and rooms inside."""

from collections.abc import Iterator, Sequence
from random import Random

from zhiben.simulation.catalog import Catalog, Sector
from zhiben.simulation.codes import make_code, make_registration_number
from zhiben.simulation.model import Enterprise, Place, Unit

_TWIN_SHARE = 0.12  # enterprises that share their trade name with a neighbour
_BRANCH_SHARE = 0.05


def make_enterprises(
    unit: Unit, count: int, catalog: Catalog, rng: Random
) -> tuple[Enterprise, ...]:
    """``count`` enterprises, no two of one name within the county."""
    weights = [sector.weight for sector in catalog.sectors.values()]
    made: list[Enterprise] = []
    taken: set[str] = set()
    while len(made) < count:
        sector = rng.choices(list(catalog.sectors.values()), weights)[0]
        name = _short_name(sector, made, catalog, rng)
        key = name.replace("有限责任公司", "有限公司")
        if key not in taken:
            taken.add(key)
            number = len(made) + 1
            made.append(_enterprise(unit, number, name, sector, catalog, rng))
    return tuple(made)


def person_name(catalog: Catalog, rng: Random) -> str:
    """Somebody's name."""
    return rng.choice(catalog.lists["surnames"]) + rng.choice(catalog.lists["given"])


def division_of(code: str) -> str:
    """Six digits under which a unit's enterprises are registered; house codes have none."""
    if len(code) == 6 and code.isdigit():
        return code
    return code[:4] + "00" if code[:4].isdigit() and len(code) >= 4 else "110108"


def _short_name(sector: Sector, made: Sequence[Enterprise], catalog: Catalog, rng: Random) -> str:
    luck = rng.random()
    if made and luck < _BRANCH_SHARE:
        parent = rng.choice(made).short_name
        is_company = parent.endswith("公司") and "分公司" not in parent
        if is_company:
            return parent + rng.choice(catalog.lists["branches"])
        return parent if "（" in parent else f"{parent}（{rng.choice(catalog.lists['suffixes'])}）"
    if made and luck < _BRANCH_SHARE + _TWIN_SHARE:
        trade = rng.choice(made).short_name[:2]
    else:
        trade = rng.choice(catalog.lists["first"]) + rng.choice(catalog.lists["second"])
        trade += rng.choice(catalog.lists["second"]) if rng.random() < 0.25 else ""
    return trade + rng.choice(sector.trades) + rng.choice(sector.forms)


def _enterprise(
    unit: Unit, number: int, short_name: str, sector: Sector, catalog: Catalog, rng: Random
) -> Enterprise:
    division = division_of(unit.code)
    if rng.random() < 0.15:
        division = rng.choice((*catalog.lists["counties_abroad"], division[:4] + "00"))
    town = rng.choice(unit.towns) if unit.towns else ""
    return Enterprise(
        enterprise_id=f"{unit.code}-E{number:05d}",
        name=_opening(unit, sector, rng) + short_name,
        short_name=short_name,
        uscc=_code(division, sector, rng),
        registration_number=make_registration_number(rng, division),
        town=town,
        address=f"{town}{rng.choice(catalog.lists['roads'])}{rng.randint(1, 299)}号",
        sector=sector.name,
        industry=rng.choice(sector.industries),
        person=person_name(catalog, rng),
        phone=f"1{rng.choice('3578')}{rng.randrange(10**9):09d}",
        places=tuple(_places(unit, number, sector, catalog, rng)),
    )


def _opening(unit: Unit, sector: Sector, rng: Random) -> str:
    """The division in front of a name: county with or without 县, the city, rarely nothing.

    A district may not open a name alone, and a zone is no division at all.
    """
    is_whole = unit.short_name == unit.name
    if unit.city and (is_whole or rng.random() < 0.2):
        return unit.city[:-1] if rng.random() < 0.5 else unit.city
    if is_whole:
        return ""
    if unit.city and unit.name.endswith("区"):
        return unit.city + unit.name
    if sector.is_individual or rng.random() < 0.75:
        return unit.name
    return unit.short_name if rng.random() < 0.8 else ""


def _code(division: str, sector: Sector, rng: Random) -> str:
    if sector.is_individual and rng.random() < 0.15:
        return ""
    return make_code(rng, division, is_individual=sector.is_individual)


def _places(
    unit: Unit, number: int, sector: Sector, catalog: Catalog, rng: Random
) -> Iterator[Place]:
    for room, most in sector.rooms.items():
        spelling = catalog.places[room][0]
        count = rng.randint(1, most) if "{" in spelling else 1
        for position in range(1, count + 1):
            side = rng.choice(catalog.lists["sides"]) if "{s}" in spelling else ""
            place_id = f"{unit.code}-E{number:05d}-{room}{position}{side}"
            yield Place(place_id, room, position, side)
