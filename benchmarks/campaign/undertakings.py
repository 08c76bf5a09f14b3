"""Prints every undertaking's indicators per county beside the truth of a simulated city.

    .venv/bin/python -m benchmarks.campaign.undertakings [--counties 14] [--rows 6000] [--nights 40]

The warehouse is filled without a mistake of recognition, builds its last night by the very queries
of the nightly DAG, and what it publishes is compared with what plain Python makes of the truth:
numerator, denominator and value, per county and for the city, and in every split. Where they differ
both are printed, and the script fails.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from benchmarks.campaign import truth
from benchmarks.campaign.world import World, fill, make_world
from sqlalchemy import Connection, Engine, text

from zhiben import postgres
from zhiben.settings import SHIPPED_INCLUDE, Settings
from zhiben.warehouse.audit import audit
from zhiben.warehouse.connection import connect
from zhiben.warehouse.migrate import upgrade
from zhiben.warehouse.scripts import statements

PROGRESS = """
SELECT programme, metric, '' AS dimension, '' AS member, county_code, value, numerator, denominator
FROM bi.campaign_progress WHERE business_date = :night
UNION ALL
SELECT programme, metric, dimension, member, county_code, value, numerator, denominator
FROM bi.campaign_breakdown WHERE business_date = :night
"""
NAMES = """
SELECT measured.programme, programme.name_zh AS undertaking, measured.metric, measured.name_zh,
    measured.unit, measured.dimensions
FROM bi.programme_metrics AS measured INNER JOIN bi.programmes AS programme USING (programme)
ORDER BY programme.report_order, measured.report_order
"""


class Key(NamedTuple):
    """One number: of which programme, metric and split, for whom."""

    programme: str
    metric: str
    dimension: str
    member: str
    county: str


def build(engine: Engine, night: date) -> None:
    """Build, audit and publish a night with the queries of the DAG, in its order."""
    from dags.build_warehouse import PUBLISHING, TABLES

    with engine.begin() as connection:
        for folder in TABLES:
            _run(connection, folder, night)
    with engine.connect() as connection:
        audit(connection, SHIPPED_INCLUDE / "sql", night)
    with engine.begin() as connection:
        for folder in PUBLISHING:
            _run(connection, folder, night)


def _run(connection: Connection, folder: str, night: date) -> None:
    query = (SHIPPED_INCLUDE / "sql" / folder / "query.sql").read_text(encoding="utf-8")
    for statement in statements(query):
        connection.exec_driver_sql(statement, {"night": night.isoformat()})


def published(connection: Connection, night: date) -> dict[Key, truth.Value]:
    """Every number that was published for the night."""
    rows = connection.execute(text(PROGRESS), {"night": night})
    return {Key(*row[:5]): (_plain(row[5]), _plain(row[6]), _plain(row[7])) for row in rows}


def _plain(number: object) -> float | None:
    return None if number is None else float(str(number))


def true(connection: Connection, world: World) -> dict[Key, truth.Value]:
    """Every number that ought to be, whether or not it was published."""
    return dict(_truths(connection, world, truth.known(world, world.night)))


def _truths(
    connection: Connection, world: World, city: truth.Known
) -> Iterator[tuple[Key, truth.Value]]:
    units = (unit.code for unit in world.units.units)
    places = {world.units.city_code: city, **{one: city.where("county", one) for one in units}}
    for row in connection.execute(text(NAMES)).mappings():
        for county, mine in places.items():
            programme, metric = row["programme"], row["metric"]
            whole = truth.value(programme, metric, mine, world.night)
            yield Key(programme, metric, "", "", county), whole
            for dimension in row["dimensions"]:
                for member in mine.members(dimension):
                    theirs = mine.where(dimension, member)
                    number = truth.value(programme, metric, theirs, world.night)
                    yield Key(programme, metric, dimension, member, county), number


def differences(
    found: dict[Key, truth.Value], wanted: dict[Key, truth.Value]
) -> dict[Key, tuple[truth.Value | None, truth.Value | None]]:
    """Numbers that are not what they ought to be; a split without anything may be left out."""
    return {
        key: (found.get(key), wanted.get(key))
        for key in {*found, *wanted}
        if not _equal(found.get(key), wanted.get(key))
    }


def _equal(one: truth.Value | None, other: truth.Value | None) -> bool:
    if one is None or other is None:
        return not any((one or other or ())[1:])
    return all(
        mine == theirs or (mine is not None and theirs is not None and abs(mine - theirs) < 0.0001)
        for mine, theirs in zip(one, other, strict=True)
    )


def main() -> int:
    """Simulate, fill, build, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, number in (("counties", 14), ("rows", 6000), ("nights", 40), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=number)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="zhiben-undertakings-") as name:
        home = Path(name)
        world = make_world(home / "sample", **vars(args))
        settings = Settings(home, SHIPPED_INCLUDE, home / "inbox", None, "Asia/Shanghai")
        engine = connect(settings)
        try:
            upgrade(engine, settings.sql)
            with engine.begin() as connection:
                fill(connection, world)
            build(engine, world.night)
            with engine.connect() as connection:
                return _report(connection, world)
        finally:
            engine.dispose()
            postgres.stop(home)


def _report(connection: Connection, world: World) -> int:
    found, wanted = published(connection, world.night), true(connection, world)
    wrong = differences(found, wanted)
    told = len({said.item_id for said in world.said})
    print(f"{told} items, {len(world.said)} statements, as of {world.night}\n")
    counties = [unit.code for unit in world.units.units]
    counties = [code for code in counties if any(said.county == code for said in world.said)]
    print("value per county = truth".ljust(58), *(code.rjust(7) for code in [*counties, "city"]))
    programme = ""
    for row in connection.execute(text(NAMES)).mappings():
        if row["programme"] != programme:
            programme = row["programme"]
            print(f"{row['undertaking']} ({programme})")
        keys = [
            Key(programme, row["metric"], "", "", code)
            for code in [*counties, world.units.city_code]
        ]
        cells = [_cell(found[key], wanted[key], is_wrong=key in wrong) for key in keys]
        name = f"  {row['metric']} {row['name_zh']} {row['unit']}"
        wide = sum(ord(letter) > 0x2E7F for letter in name)
        print(name.ljust(58 - wide), *(cell.rjust(7) for cell in cells))
    splits = sum(bool(key.dimension) for key in wanted)
    print(f"\n{len(wanted) - splits} numbers and {splits} of their splits; wrong: {len(wrong)}")
    for key, (ours, theirs) in sorted(wrong.items())[:40]:
        print(f"  {'/'.join(key)}: published {ours}, true {theirs}")
    return 1 if wrong else 0


def _cell(ours: truth.Value, theirs: truth.Value, *, is_wrong: bool) -> str:
    shown = _figure(ours[0])
    return f"{shown}≠{_figure(theirs[0])}" if is_wrong else shown


def _figure(number: float | None) -> str:
    if number is None:
        return "—"
    return f"{number:.0f}" if number == int(number) else f"{number:.1f}"


if __name__ == "__main__":
    sys.exit(main())
