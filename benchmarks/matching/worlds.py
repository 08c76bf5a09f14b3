"""Simulated truth in memory: what every source writes of every item, without any file.

The same seed gives the rows that ``zhiben simulate`` writes: the same classes are called in the
same order, with chance under the same names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import blake2b
from random import Random

from zhiben.contracts.units import load_units
from zhiben.sample import units_to_simulate
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.simulation.catalog import Catalog, load_catalog
from zhiben.simulation.enterprises import make_enterprises
from zhiben.simulation.life import Calendar
from zhiben.simulation.mess import mess_level
from zhiben.simulation.model import County, Entry, Item, Unit
from zhiben.simulation.simulate import FIRST_NIGHT
from zhiben.simulation.states import show
from zhiben.simulation.templates import Source, make_source
from zhiben.simulation.visits import Visits
from zhiben.simulation.writing import Writer, Written

FIELDS = ("site", "measure", "check_item")
_ROWS_AN_ENTERPRISE = 10


@dataclass(frozen=True)
class Row:
    """One finding as one source writes it, and what is true of it."""

    source: str
    entry: str
    part: int
    enterprise: str
    found_on: date
    closed_on: date  # date.max while open
    text: str
    site: str
    measure: str
    check_item: str
    level: str
    item: str
    kind: str
    thing: str
    place: str
    due_on: date | None
    rectified_on: date | None  # as it first stands in a ledger
    before: str  # the item that its item is the return of


@dataclass(frozen=True)
class Size:
    """How large a world is."""

    counties: int = 14
    sources: int = 5
    nights: int = 60
    rows: int = 1000  # a county


def rows_of(mess: str, seed: int, size: Size, catalog: Catalog | None = None) -> list[Row]:
    """All rows of a world on its last night."""
    units = units_to_simulate(load_units(SHIPPED_INCLUDE / "campaign" / "units.yaml"))[
        : size.counties
    ]
    catalog = catalog or load_catalog()
    return [row for unit in units for row in _rows_of_unit(unit, mess, seed, size, catalog)]


def is_held_out(kind: str) -> bool:
    """Whether a kind of hazard is kept from all training, by a hash of its name: one in two."""
    return blake2b(kind.encode(), digest_size=1).digest()[0] % 2 == 1


def training_catalog(texts: Sequence[tuple[str, str]] = ()) -> Catalog:
    """The catalog less every kind that is held out."""
    catalog = load_catalog(texts)
    return replace(catalog, kinds=tuple(k for k in catalog.kinds if not is_held_out(k.kind_id)))


def _rows_of_unit(
    unit: Unit, mess_name: str, seed: int, size: Size, catalog: Catalog
) -> Iterator[Row]:
    mess, calendar = mess_level(mess_name), Calendar(FIRST_NIGHT, size.nights)
    sources = [
        make_source(unit, each, catalog, mess, size.rows, _rng(seed, unit, each.id))
        for each in catalog.departments[: size.sources]
    ]
    rng = _rng(seed, unit, "life")
    count = max(6, size.rows // _ROWS_AN_ENTERPRISE)
    county = County(unit, make_enterprises(unit, count, catalog, rng))
    Visits(county, sources, catalog, calendar, mess, rng).fill(size.rows)
    for source in sources:
        rng = _rng(seed, unit, source.department.id, "rows")
        writer = Writer(source, county, catalog, calendar, mess, rng)
        for entry in county.entries[source.source_id]:
            if entry.appears_on <= calendar.end:
                yield from _rows_of_entry(source, writer.write(entry), calendar)


def _rows_of_entry(source: Source, written: Written, calendar: Calendar) -> Iterator[Row]:
    entry = written.entry
    texts = written.new_texts if written.reworded_on <= calendar.end else written.texts
    first = show(written, source, max(entry.appears_on, calendar.start))
    cells = {field: str(written.cells.get(field) or "") for field in FIELDS}
    for part, (item, text) in enumerate(zip(entry.items, texts, strict=True), start=1):
        yield Row(
            source=source.source_id,
            entry=entry.entry_id,
            part=part,
            enterprise=entry.enterprise.enterprise_id,
            found_on=entry.found_on,
            closed_on=_closed_on(entry, item),
            text=text,
            item=item.item_id,
            kind=item.kind.kind_id,
            thing=item.kind.thing,
            place=item.place.place_id,
            before=item.recurrence_of,
            level=written.stated["level"],
            due_on=_day(written.stated.get("due_on", "")),
            rectified_on=_day(first.stated.get("rectified_on", "")),
            **cells,
        )


def _closed_on(entry: Entry, item: Item) -> date:
    """The day from which its source calls the item done."""
    done_on = item.life.first_rectified_on or item.life.last("withdrawn")
    if done_on is None or entry.is_stale:
        return date.max
    return done_on + timedelta(days=entry.lag_days)


def _day(said: str) -> date | None:
    return date.fromisoformat(said) if said else None


def _rng(seed: int, unit: Unit, *names: str) -> Random:
    return Random("/".join((str(seed), unit.code, *names)))  # noqa: S311 - no secret
