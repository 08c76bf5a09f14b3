"""Writes the summaries of many weeks of a simulated city, odd ones among them, and checks each.

    .venv/bin/python -m benchmarks.reporting.weeks [--weeks 150] [--counties 14] [--rows 3000]
        [--every 5] [--read] [--out FOLDER]

What the city's ledgers tell is spread over the years (``years.py``): programmes begin and end,
dates fall due, accidents move into last year. Some weeks have no night, some are half-published;
sources stay silent, send files back and forth, rows wait in quarantine. No sentence of any week may
bear a mark of nonsense; of every so many weeks each number is recomputed by its own query, and each
query for rows is run. With --out the text of each week is written there, to be read by eye.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from benchmarks.campaign.undertakings import build
from benchmarks.campaign.world import START, World, fill, make_world
from benchmarks.reporting.sense import digits_outside_numbers, nonsense, text_of
from benchmarks.reporting.years import spread
from sqlalchemy import Connection, Engine, insert, text

from zhiben import postgres
from zhiben.reporting import Summary, Week, collect, compose, recompute, render_html
from zhiben.settings import SHIPPED_INCLUDE, Settings
from zhiben.warehouse.connection import connect
from zhiben.warehouse.migrate import upgrade
from zhiben.warehouse.tables import metadata

STATUSES = ("loaded", "partial", "rejected", "held", "unchanged", "missing", "missing")
SIMULATED_NIGHTS = 28
ALL_WEEKS = 150
# Places of the weeks whose texts were read by eye: of all years the first week is among them.
READ = sorted((0, 1, 2, 3, 31, 83, *range(8, ALL_WEEKS - 6, 4)))


def make_city(
    engine: Engine, folder: Path, counties: int, rows: int, weeks: int, seed: int = 1
) -> World:
    """A city whose ledgers of ``weeks`` weeks are in the warehouse, and nothing published yet."""
    world = make_world(folder, counties=counties, rows=rows, nights=SIMULATED_NIGHTS, seed=seed)
    world = spread(world, weeks, seed)
    with engine.begin() as connection:
        fill(connection, world)
    return world


def nights_of(week: Week) -> tuple[date, ...]:
    """The nights that are published: of most weeks the last, of some an earlier one or none."""
    if week.number % 9 == 5:
        return ()
    return (week.days[2 if week.number % 7 == 3 else 6],)


def deliver(connection: Connection, world: World, week: Week) -> None:
    """What came in the week and what did not; of every eighth week nothing is known at all."""
    if week.number % 8 == 1:
        return
    rng = random.Random(week.label)  # noqa: S311 - a hat, no secret
    for unit in rng.sample(world.units.units, k=min(4, len(world.units.units))):
        for day in rng.sample(week.days, k=3):
            _deliver(connection, unit.code, day, rng)


def _deliver(connection: Connection, county_code: str, day: date, rng: random.Random) -> None:
    status, source = rng.choice(STATUSES), f"{county_code}-yingji"
    loaded, refused = (rng.randint(0, 40), rng.randint(0, 3)) if status == "partial" else (0, 0)
    delivery = {
        "delivery_id": f"{source} {day} {rng.random()}",
        "source": source,
        "county_code": county_code,
        "business_date": day,
        "night": day,
        "status": status,
        "is_late": rng.random() < 0.2,
        "message": "",
        "rows_received": loaded + refused,
        "rows_loaded": loaded,
        "rows_unchanged": loaded,
        "rows_quarantined": refused,
    }
    connection.execute(insert(metadata.tables["ledger.deliveries"]), delivery)
    if status == "missing":
        _come_late(connection, delivery)
    for place in range(refused):
        _refuse(connection, delivery, place)


def _come_late(connection: Connection, missing: dict[str, object]) -> None:
    """Of every third delivery that was missing: its file comes some nights later."""
    rng = random.Random(str(missing["delivery_id"]))  # noqa: S311 - a hat, no secret
    if rng.random() < 1 / 3:
        night = missing["night"] + timedelta(days=rng.randint(1, 5))  # type: ignore[operator]
        known_as = f"late {missing['delivery_id']}"
        file = {"delivery_id": known_as, "night": night, "status": "loaded", "is_late": True}
        connection.execute(insert(metadata.tables["ledger.deliveries"]), {**missing, **file})


def _refuse(connection: Connection, delivery: dict[str, object], place: int) -> None:
    day, known_as = delivery["business_date"], f"Q {delivery['delivery_id']} {place}"
    case = {
        "quarantine_id": known_as,
        "source": delivery["source"],
        "row_hash": known_as,
        "part": 1,
    }
    days = dict.fromkeys(("first_seen", "last_seen", "open_since"), day)
    cases = metadata.tables["ledger.quarantine_cases"]
    connection.execute(insert(cases), {**case, **days, "times_seen": 1})
    stands = {
        "delivery_id": delivery["delivery_id"],
        "file_name": "ledger.xlsx",
        "sheet": "Sheet1",
        "row_number": place,
    }
    rows = metadata.tables["ledger.rows"]
    connection.execute(insert(rows), {**stands, "outcome": "quarantined"})
    row = {
        **stands,
        "record_id": f"q{place}",
        "quarantine_id": known_as,
        "source": delivery["source"],
        "part": 1,
        "rule": "found_missing",
        "column_name": "检查日期",
        "message": "检查日期没有填写。",
        "reasons": [],
        "raw": {},
    }
    connection.execute(insert(metadata.tables["ledger.quarantine"]), row)


def weeks_from(first: date, places: Iterable[int]) -> Iterator[Week]:
    """The weeks at ``places``, counted from the one that ``first`` lies in."""
    return (Week.of(first + timedelta(weeks=place)) for place in places)


def live(engine: Engine, world: World, week: Week) -> None:
    """Let the week go by: what came, and its nights."""
    with engine.begin() as connection:
        deliver(connection, world, week)
    for night in nights_of(week):
        build(engine, night)


def summarise(engine: Engine, week: Week) -> Summary:
    """The week's summary, which says nothing foolish and no number that cannot be traced.

    Raises:
        AssertionError: naming the sentence that is wrong.
    """
    with engine.connect() as connection:
        summary = compose(collect(connection, week, week.last_day))
    wrong = [*nonsense(summary), *digits_outside_numbers(summary)]
    assert not wrong, f"{week.label}: {wrong}"
    assert len({one.placeholder for one in summary.numbers}) == len(summary.numbers)
    assert "</html>" in render_html(summary)
    return summary


def differing(engine: Engine, summary: Summary) -> list[str]:
    """Numbers whose own query gives something else."""
    with engine.connect() as connection:
        return [
            one.placeholder for one in summary.numbers if recompute(connection, one) != one.value
        ]


def rows_are_there(engine: Engine, summary: Summary) -> int:
    """Run every query for the rows behind a number; give back how many rows all have."""
    queries = {number.rows_sql for number in summary.numbers}
    with engine.connect() as connection:
        return sum(_rows(connection, query) for query in queries)


def _rows(connection: Connection, query: str) -> int:
    counted = f"SELECT COUNT(*) FROM ({query}) AS behind"  # noqa: S608 - a query of ours
    return int(connection.execute(text(counted.replace(":", r"\:"))).scalar_one())


def run(home: Path, engine: Engine, args: argparse.Namespace) -> None:
    """Live through all weeks; print what each took."""
    world = make_city(engine, home / "sample", args.counties, args.rows, args.weeks)
    numbers = rows = 0
    begun = time.monotonic()
    places = READ if args.read else range(args.weeks)
    for place, week in enumerate(weeks_from(START, places)):
        live(engine, world, week)
        summary = summarise(engine, week)
        if place % args.every == 0:
            assert differing(engine, summary) == []
            rows += rows_are_there(engine, summary)
            numbers += len(summary.numbers)
        if args.out:
            (args.out / f"{week.label}.txt").write_text(text_of(summary), encoding="utf-8")
    took = time.monotonic() - begun
    print(
        f"{len(places)} weeks, {numbers} numbers recomputed, {rows} rows behind them, {took:.0f} s"
    )


def main() -> int:
    """Make a warehouse of its own and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, number in (("weeks", ALL_WEEKS), ("counties", 14), ("rows", 3000), ("every", 5)):
        parser.add_argument(f"--{name}", type=int, default=number)
    parser.add_argument("--read", action="store_true", help="only weeks that are kept as golden")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    if args.out:
        args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="zhiben-weeks-") as name:
        home = Path(name)
        settings = Settings(home, SHIPPED_INCLUDE, home / "inbox", None, "Asia/Shanghai")
        engine = connect(settings)
        try:
            upgrade(engine, settings.sql)
            run(home, engine, args)
        finally:
            postgres.stop(home)
    return 0


if __name__ == "__main__":
    sys.exit(main())
