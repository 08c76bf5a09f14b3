"""A year of nights through Airflow in one go: what a night takes, and what grows.

    .venv/bin/python -m benchmarks.year [--nights 365] [--counties 14] [--sources 40] [--rows 8000]

Airflow starts once and stays up. A night stands for a day: after every seventh the maintenance DAG
runs, and what it removes of old runs, logs and receipts is what is older than thirty nights. A line
a night goes to ``--log`` as JSON: seconds, rows, memory of every part (shared pages once), sizes of
both databases, the archive and the logs. At the end: medians, what grew, and items beside truth.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
from benchmarks.memory import held_mb, postmaster
from sqlalchemy import text

from zhiben import postgres
from zhiben.orchestration import airflow, airflow_api
from zhiben.orchestration.nights import run_night
from zhiben.orchestration.preparing import prepare
from zhiben.orchestration.upkeep import Retention, sweep_old
from zhiben.sample import EVENTS, write_sample
from zhiben.settings import Settings, load_settings
from zhiben.warehouse.connection import connect

FIRST = date(2026, 1, 5)
WEEK = 7
KEPT = 30  # nights
Night = dict[str, Any]


def main() -> None:
    """Run the nights, tell what they took."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="zhiben-year-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the embedded server has a user of its own
        sample = folder / "sample"
        settings = replace(load_settings(), home=folder / "home", warehouse_url=None)
        settings = replace(settings, include=sample, inbox=sample / "inbox")
        done = write_sample(
            settings, sample, nights=options.nights, seed=options.seed, counties=options.counties,
            sources=options.sources, rows=options.rows, mess="ordinary", start=FIRST, events=EVENTS,
        )  # fmt: skip
        print(done, flush=True)
        os.environ.update(settings.environment())  # the home that is kept up is this one
        begun = time.monotonic()
        nights: list[Night] = []
        try:
            with options.log.open("w", encoding="utf-8") as log:
                for night in _nights(settings, options.nights):
                    nights.append(night)
                    log.write(json.dumps(night) + "\n")
                    log.flush()
                    if time.monotonic() - begun > options.hours * 3600:
                        break
            for line in (*_told(nights), *_beside_truth(settings, sample, len(nights))):
                print(line, flush=True)
        finally:
            postgres.stop(settings.home)


def _nights(settings: Settings, count: int) -> Iterator[Night]:
    prepare(settings)
    with airflow.running(settings, print) as up, airflow_api.client(up) as api:
        moments: list[datetime] = []
        for place in range(count):
            night = FIRST + timedelta(days=place)
            moments.append(datetime.now(UTC))
            begun = time.monotonic()
            result = run_night(settings, api, night, (), lambda _: None, mail=False)
            seconds = time.monotonic() - begun
            is_kept_up = place % WEEK != WEEK - 1 or _kept_up(settings, api, moments)
            yield {
                "night": night.isoformat(),
                "seconds": round(seconds, 1),
                "is_good": result.is_good and is_kept_up,
                "troubles": result.troubles,
                "rows": sum(int(one["rows_received"]) for one in result.deliveries),
                "memory_mb": _memory(settings, up),
                "size_mb": _sizes(settings),
            }


def _kept_up(settings: Settings, api: httpx.Client, moments: Sequence[datetime]) -> bool:
    """Run the maintenance; then do what it does, as if as many days had passed as nights."""
    run_id = airflow_api.trigger(api, "maintenance", {})
    is_good = airflow_api.wait(api, "maintenance", run_id, lambda _: None) == "success"
    if len(moments) > KEPT:
        oldest = moments[-KEPT]
        airflow.forget_runs(settings, oldest)
        sweep_old(oldest + timedelta(days=KEPT), Retention(KEPT, KEPT, KEPT))
    return is_good


def _memory(settings: Settings, up: airflow_api.Running) -> dict[str, float]:
    """What each part holds with its children, between two nights."""
    roots = {name: part.pid for name, part in up.parts.items()}
    roots["postgres"] = postmaster(settings.home)
    return {name: round(held_mb([pid]), 1) for name, pid in roots.items()}


def _sizes(settings: Settings) -> dict[str, float]:
    server = postgres.start(settings.home)
    with psycopg.connect(server.url("postgres", "postgres")) as connection:
        databases = connection.execute(
            "SELECT datname, PG_DATABASE_SIZE(datname) FROM pg_database "
            "WHERE datname IN ('airflow', 'warehouse')"
        ).fetchall()
    folders = {"archive": settings.archive, "logs": settings.home / "airflow" / "logs"}
    sizes = dict(databases) | {name: _size_of(path) for name, path in folders.items()}
    return {name: round(size / 1e6, 1) for name, size in sizes.items()}


def _size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _told(nights: Sequence[Night]) -> Iterator[str]:
    seconds = [night["seconds"] for night in nights]
    failed = [night["night"] for night in nights if not night["is_good"]]
    yield f"{len(nights)} nights, failed: {len(failed)} {' '.join(failed)}"
    early, late = statistics.median(seconds[30:60] or seconds), statistics.median(seconds[-30:])
    yield f"median of nights 31-60 {early:.1f} s, of the last 30 {late:.1f} s: {late / early:.2f}"
    marks = sorted({min(place, len(nights)) - 1 for place in (1, 30, 60, 120, 240, len(nights))})
    yield "| | " + " | ".join(f"night {place + 1}" for place in marks) + " |"
    yield "|---|" + "---|" * len(marks)
    for kind in ("memory_mb", "size_mb"):
        for name in nights[0][kind]:
            figures = " | ".join(f"{nights[place][kind][name]:.0f}" for place in marks)
            yield f"| {name}, {kind.replace('_', ', ')} | {figures} |"


def _beside_truth(settings: Settings, sample: Path, nights: int) -> Iterator[str]:
    """Items found by the last night, and those of them that are closed, by county."""
    last = FIRST + timedelta(days=nights - 1)
    query = text(
        "SELECT county_code, COUNT(*), COUNT(*) FILTER (WHERE NOT is_open) "
        "FROM bi.rectification_items GROUP BY county_code"
    )
    with connect(settings).connect() as connection:
        ours = {code: (found, closed) for code, found, closed in connection.execute(query)}
    found, closed = _true(sample / "truth", last)
    yield "| county | items | true | closed | true |\n|---|---|---|---|---|"
    for code in sorted(found):
        known = ours.get(code, (0, 0))
        yield f"| {code} | {known[0]} | {found[code]} | {known[1]} | {closed[code]} |"
    sums = [sum(one[place] for one in ours.values()) for place in (0, 1)]
    truths = [sum(found.values()), sum(closed.values())]
    yield f"| in all | {sums[0]} | {truths[0]} | {sums[1]} | {truths[1]} |"


def _true(truth: Path, last: date) -> tuple[Counter[str], Counter[str]]:
    """True items that stand in a file that came by ``last``, and those closed by then."""
    with (truth / "rows.csv").open(encoding="utf-8", newline="") as file:
        listed = {
            row["item_id"]
            for row in csv.DictReader(file)
            if row["outcome"] == "loaded" and row["arrives_on"] <= last.isoformat()
        }
    with (truth / "items.csv").open(encoding="utf-8", newline="") as file:
        items = [row for row in csv.DictReader(file) if row["item_id"] in listed]
    closed = [row for row in items if "" < row["closed_on"] <= last.isoformat()]
    return (
        Counter(row["county_code"] for row in items),
        Counter(row["county_code"] for row in closed),
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nights", type=int, default=365)
    parser.add_argument("--counties", type=int, default=14)
    parser.add_argument("--sources", type=int, default=40)
    parser.add_argument("--rows", type=int, default=8_000, help="rows in all ledgers at the end")
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--hours", type=float, default=24, help="end after so many, and tell")
    parser.add_argument("--log", type=Path, default=Path("year.jsonl"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
