"""What finding the candidates of new names costs as history grows.

Fills a warehouse of its own with enterprises whose names are made of the simulation's words, then
opens the book for names that nobody bears, as a night does, and resolves them.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

from benchmarks.matching.given import home_units, reader_of_home
from benchmarks.matching.slips import Slips
from sqlalchemy import Connection, text

from zhiben import postgres
from zhiben.matching import Finding, NameSense, resolve_enterprises, wanted_of
from zhiben.matching.names import load_model
from zhiben.normalizing import name_key
from zhiben.settings import load_settings
from zhiben.simulation.catalog import load_catalog
from zhiben.warehouse.book import open_book
from zhiben.warehouse.connection import connect
from zhiben.warehouse.loading import copy
from zhiben.warehouse.migrate import upgrade
from zhiben.warehouse.naming import keep_blocks
from zhiben.warehouse.schema import enterprise_names, enterprises

SIZES = (100_000, 1_000_000)
NEW = 20_000
SEED = 5
UNITS = home_units()
COUNTIES = [unit.code for unit in UNITS.units]


def main() -> None:
    """Grow the history, and time the same new names against each size of it."""
    with tempfile.TemporaryDirectory(prefix="zhiben-scale-", dir="/tmp") as name:
        settings = replace(load_settings(), home=Path(name), warehouse_url=None)
        try:
            engine = connect(settings)
            upgrade(engine, settings.sql)
            before = 0
            for size in SIZES:
                with engine.begin() as connection:
                    _grow(connection, before, size)
                    _time(connection, size)
                before = size
        finally:
            postgres.stop(settings.home)


def _time(connection: Connection, size: int) -> None:
    sense = NameSense(reader_of_home(), load_model())
    begun = time.perf_counter()
    keep_blocks(connection, f"benchmark {size}", sense.blocks)
    for table in ("enterprises", "enterprise_names", "name_blocks"):
        connection.execute(text(f"ANALYZE core.{table}"))
    print(f"{size:9,} enterprises; all blocks anew {time.perf_counter() - begun:.0f} s", flush=True)
    findings = list(_findings(size))
    sense = NameSense(reader_of_home(), load_model())
    begun = time.perf_counter()
    book = open_book(connection, wanted_of(findings), sense.blocks)
    opened = time.perf_counter()
    found = resolve_enterprises(book, findings, sense)
    done = time.perf_counter()
    known = sum(one.enterprise_id.startswith("K") for one in found.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"          {NEW:,} names: open {opened - begun:.1f} s, resolve {done - opened:.1f} s; "
        f"{known:,} found known; peak so far {peak:.2f} GB",
        flush=True,
    )


def _grow(connection: Connection, begin: int, end: int) -> None:
    every = [(f"K{number}", *_name(number)) for number in range(begin, end)]
    copy(
        connection,
        enterprises,
        ("enterprise_id", "county_code", "enterprise_name"),
        every,
    )
    columns = ("enterprise_id", "county_code", "name_key", "name")
    rows = ((one, county, name_key(name, UNITS), name) for one, county, name in every)
    copy(connection, enterprise_names, columns, dict.fromkeys(rows))


def _name(number: int) -> tuple[str, str]:
    """County and name of one of the invented enterprises."""
    rng = Random(f"{SEED}/{number}")  # noqa: S311 - reproducible
    words = load_catalog()
    sector = rng.choice(list(words.sectors.values()))
    trade = rng.choice(words.lists["first"]) + rng.choice(words.lists["second"])
    trade += rng.choice(words.lists["second"]) if rng.random() < 0.5 else ""
    return rng.choice(COUNTIES), trade + rng.choice(sector.trades) + rng.choice(sector.forms)


def _findings(size: int) -> Iterator[Finding]:
    """New names: half of them misspell a known one, half are of nobody known."""
    rng = Random(SEED)  # noqa: S311 - reproducible
    slips = Slips(_name(number)[1] for number in range(1_000))
    for place in range(NEW):
        number = rng.randrange(size) if place % 2 else size * 2 + place
        county, name = _name(number)
        said = slips.misspelt(name, name, rng)[0] if place % 2 else name
        yield _finding(place, county, said)


def _finding(place: int, county: str, name: str) -> Finding:
    day = date(2026, 3, 5)
    return Finding(
        record_id="", delivery_id="", birth=f"{place:06d}", source="a", business_date=day,
        authority=0, source_key=None, part=1, row_hash="", state_hash="", reading_fingerprint="",
        enterprise_name=name, name_key=name_key(name, UNITS), uscc=None, county_code=county,
        site_key="", text_key="", found_on=day, status="open", closed_on=None,
    )  # fmt: skip
