"""Nights as published and as known now, each recounted; and what lies between them in revisions.

    .venv/bin/python -m benchmarks.warehouse.as_of [--nights 30] [--seed 1]

Simulated nights with late, out-of-order and corrected deliveries; now and then an earlier night is
built again, which must change nothing. First the files of the archive are read by the truth behind
them: on each of its days every row of a full ledger must stand as its newest file said (late ones
that only repeat another file's bytes say nothing). Then, for
random nights, both numbers are counted anew by :mod:`benchmarks.warehouse.recount` and compared
cell by cell; and for every night the differences must be the revisions that are not published.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.warehouse.nights import START, Size, World
from benchmarks.warehouse.recount import COUNTS, Cells, Word, count, standing, words
from sqlalchemy import Connection, text

from zhiben import postgres

REPEATED = """
SELECT source, business_date, file_name FROM ledger.deliveries
WHERE status = 'unchanged' AND is_late
"""
DIFFERENCES = """
SELECT business_date, metric, county_code, level, channel, old_value, new_value
FROM bi.revisions WHERE NOT is_published AND level IS NOT NULL
"""
Row = tuple[str, str]


def main() -> None:
    """Simulate, publish night after night, recount."""
    args = _arguments()
    with tempfile.TemporaryDirectory(prefix="zhiben-as-of-") as name:
        home = args.keep or Path(name)
        names = ("nights", "counties", "sources", "rows", "seed", "mess")
        size = Size(**{one: getattr(args, one) for one in names})
        try:
            world = World(home, size)
            _live(world, Random(args.seed))  # noqa: S311 - no secret
            with world.engine.connect() as connection:
                faults = report(world, connection, Random(args.seed), args.sample)  # noqa: S311
            world.engine.dispose()
        finally:
            postgres.stop(home)
    assert not faults, faults


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    sizes = {"nights": 30, "counties": 2, "sources": 6, "rows": 400, "seed": 1, "sample": 20}
    for name, value in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--mess", default="unsettled")
    parser.add_argument("--keep", type=Path, help="home to work in and to keep")
    return parser.parse_args()


def _live(world: World, chance: Random) -> None:
    began = time.monotonic()
    rebuilt = 0
    for night in world.nights():
        if chance.random() < 0.1 and night > START:
            world.publish(START + timedelta(days=chance.randrange((night - START).days)))
            rebuilt += 1
    seconds = time.monotonic() - began
    print(f"{world.size.nights} nights in {seconds:.0f} s, {rebuilt} built a second time")


def report(world: World, connection: Connection, chance: Random, sample: int) -> int:
    """Print what was compared and found; the number of faults."""
    said = words(connection)
    kinds = Counter(file["kind"] for file in _truth(world, "files"))
    print("deliveries: " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())))
    listed, unclear, wrong = check_files(world, connection, said)
    print(f"rows of full ledgers, day by day: {listed}, of several rows or none: {unclear}")
    print(f"rows that do not stand as their file says: {wrong}")
    cells, differ = check_nights(world, connection, said, chance, sample)
    print(f"cells recounted: {cells}, different: {differ}")
    differences, unmatched = check_revisions(connection)
    print(f"differences between published and now: {differences}, not in revisions: {unmatched[0]}")
    print(f"revisions that are no difference: {unmatched[1]}")
    return wrong + differ + sum(unmatched)


def check_nights(
    world: World, connection: Connection, said: dict[str, list[Word]], chance: Random, sample: int
) -> tuple[int, int]:
    """Cells of random nights, published and known now, and how many a recount finds otherwise."""
    every = [START + timedelta(days=step) for step in range(world.size.nights)]
    cells = differ = 0
    for night in sorted(chance.sample(every, min(sample, len(every)))):
        for view, as_published in (("item_daily", True), ("item_daily_now", False)):
            shown = _cells(connection, view).get(night, {})
            counted = count(said, night, as_published=as_published)
            wrong = [one for one in {*shown, *counted} if shown.get(one) != counted.get(one)]
            for one in wrong[:3]:
                print(f"  {night} {view} {one}: {shown.get(one)}, counted {counted.get(one)}")
            cells, differ = cells + len({*shown, *counted}), differ + len(wrong)
    return cells, differ


def check_revisions(connection: Connection) -> tuple[int, tuple[int, int]]:
    """Differences of the two views, those that no revision tells, revisions that are none."""
    published, now = (_cells(connection, view) for view in ("item_daily", "item_daily_now"))
    differences = {
        (night, name, *group, published[night].get((group, name), 0), value)
        for night in published
        for group, name in {*published[night], *now[night]}
        if (value := now[night].get((group, name), 0))
        != published[night].get((group, name), 0)
    }  # fmt: skip
    told = {(*row[:5], int(row[5]), int(row[6])) for row in connection.execute(text(DIFFERENCES))}
    return len(differences), (len(differences - told), len(told - differences))


def _cells(connection: Connection, view: str) -> defaultdict[date, Cells]:
    found: defaultdict[date, Cells] = defaultdict(dict)
    query = text(f"SELECT * FROM bi.{view}")  # noqa: S608 - one of two views
    for row in connection.execute(query).mappings():
        group = (row["county_code"], row["level"], row["channel"])
        found[row["business_date"]] |= {(group, one): row[one] for one in COUNTS if row[one]}
    return found


def check_files(
    world: World, connection: Connection, said: dict[str, list[Word]]
) -> tuple[int, int, int]:
    """Rows of each day's newest full ledger; those that the truth cannot follow; the wrong ones."""
    of_row: defaultdict[Row, list[Word]] = defaultdict(list)
    for each in said.values():
        for word in each:
            of_row[word.source, word.row_key].append(word)
    keys = _keys(world, connection)
    listed = unclear = wrong = 0
    for source, day, entry, status in _listed(world, connection):
        rows = keys.get((source, entry), set())
        heard = [one for row in rows for one in of_row[row] if one.business_date <= day]
        listed += 1
        if len(rows) != 1 or not heard:
            unclear += 1
            continue
        (stands,) = standing(heard, day)
        if stands.word.status != status:
            wrong += 1
            print(f"  {source} {day} {entry}: {stands.word.status}, its file says {status}")
    return listed, unclear, wrong


def _keys(world: World, connection: Connection) -> dict[tuple[str, str], set[Row]]:
    """The rows of the warehouse that speak for an entry of the truth, by source and entry."""
    places = {
        (row.source, row.business_date.isoformat(), row.delivered, row.sheet, row.row_number,
         row.part): (row.source, row.row_key)
        for row in connection.execute(
            text(
                "SELECT s.*, d.file_name AS delivered FROM core.statements AS s "
                "INNER JOIN ledger.deliveries AS d USING (delivery_id)"
            )
        )
    }  # fmt: skip
    found: defaultdict[tuple[str, str], set[Row]] = defaultdict(set)
    for one in _truth(world, "rows"):
        if one["outcome"] != "loaded":
            continue
        place = (one["source"], one["business_date"], one["file_name"], one["sheet"],
                 int(one["row_number"]), int(one["part"]))  # fmt: skip
        if place in places:
            found[one["source"], f"{one['entry_id']}.{one['part']}"].add(places[place])
    return found


def _listed(world: World, connection: Connection) -> Iterator[tuple[str, date, str, str]]:
    """Source, day, entry and status of every row of the newest file of each day."""
    states = {one["statement_id"]: one["status"] for one in _truth(world, "statements")}
    newest: dict[tuple[str, str], str] = {}
    for file in _truth(world, "files"):
        if file["file_name"]:
            newest[file["source"], file["business_date"]] = file["file_name"]
    full = world.full_sources()
    repeated = {(one[0], str(one[1]), one[2]) for one in connection.execute(text(REPEATED))}
    for one in _truth(world, "rows"):
        day = (one["source"], one["business_date"])
        if one["outcome"] != "loaded" or one["source"] not in full:
            continue
        if newest[day] == one["file_name"] and (*day, newest[day]) not in repeated:
            entry = f"{one['entry_id']}.{one['part']}"
            yield one["source"], date.fromisoformat(day[1]), entry, states[one["statement_id"]]


def _truth(world: World, name: str) -> Iterator[dict[str, Any]]:
    with (world.sample / "truth" / f"{name}.csv").open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


if __name__ == "__main__":
    main()
