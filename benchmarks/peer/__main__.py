"""zhiben and a competent engineer's nightly job, side by side on one inbox in one run.

    .venv/bin/zhiben bench peer [--rows 20000] [--history 3] [--times 10]

Full ledgers come every night. Measured are the first load, a usual night after ``--history`` of
them, and the same after ``--times`` as many: seconds by stage, rows a second, peak memory; at last
the items of both beside the truth. zhiben's nights run through Airflow, from the trigger to the
publication, with its own share in them; the rival (:mod:`benchmarks.peer.rival`) is a process that
starts, works and ends.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from benchmarks.matching.scores import Score, clusters
from benchmarks.memory import held_mb, postmaster
from sqlalchemy import create_engine, text

from zhiben import postgres
from zhiben.orchestration import airflow, airflow_api, timing
from zhiben.orchestration.nights import run_night
from zhiben.orchestration.preparing import prepare
from zhiben.sample import write_sample
from zhiben.settings import Settings, load_settings
from zhiben.warehouse.connection import connect

FIRST = date(2026, 1, 5)
ROOT = Path(__file__).parents[2]
OURS, THEIRS = "zhiben", "the rival"
Place = tuple[str, ...]  # source, business date, file, sheet, row, part
_PLACES = """
SELECT source, CAST(business_date AS text), file_name, sheet, CAST(row_number AS text),
    CAST(part AS text), CAST(item_id AS text)
FROM {table}
"""


@dataclass
class Night:
    """What a night took: seconds in all and by stage, rows in the files, peak memory in MB."""

    seconds: float
    rows: int
    peak_mb: float
    stages: dict[str, float] = field(default_factory=dict)


def main() -> None:
    """Run both, print the tables."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="zhiben-peer-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the embedded servers have a user of their own
        usual, later = options.history + 1, options.history * options.times + 1
        wanted = {
            "first load": 1,
            "usual night": usual,
            f"{options.times} times the history": later,
        }
        ours = _settings(folder)
        done = write_sample(
            ours, ours.include, nights=later, seed=options.seed, counties=options.counties,
            sources=options.sources, rows=options.rows, mess="ordinary", start=FIRST,
        )  # fmt: skip
        _say(done)
        nights = {OURS: _our_nights(ours, later), THEIRS: {}}
        home = folder / "rival"
        for place in sorted(set(wanted.values())):
            nights[THEIRS][place] = _their_night(ours.include, home, place)
            _say(f"{THEIRS}, night {place}: {nights[THEIRS][place].seconds:.0f} s")
        _print_times(wanted, nights)
        for line in _quality(ours, home, FIRST + timedelta(days=later - 1)):
            print(line)
        for each in (ours.home, home):
            postgres.stop(each)


def _settings(folder: Path) -> Settings:
    sample = folder / "sample"
    settings = replace(load_settings(), home=folder / "home", include=sample, warehouse_url=None)
    return replace(settings, inbox=sample / "inbox")


def _our_nights(settings: Settings, last: int) -> dict[int, Night]:
    """Every night in turn, by its place, as ``zhiben night`` runs them."""
    timings = settings.home / "timings.jsonl"
    os.environ[timing.VARIABLE] = str(timings)
    prepare(settings)
    nights: dict[int, Night] = {}
    with airflow.running(settings, _say) as up, airflow_api.client(up) as api:
        for place in range(1, last + 1):
            night = FIRST + timedelta(days=place - 1)
            with _watched(lambda: [os.getpid(), postmaster(settings.home)]) as peak:
                begun = time.time()
                result = run_night(settings, api, night, (), lambda _: None, mail=False)
                seconds = time.time() - begun
            if not result.is_good:
                raise SystemExit(f"Night {night} failed: {result.troubles}")
            rows = sum(int(one["rows_received"]) for one in result.deliveries)
            nights[place] = Night(seconds, rows, peak(), _stages_since(timings, begun))
            _say(f"{OURS}, night {place}: {seconds:.0f} s, {rows} rows")
    return nights


def _stages_since(timings: Path, begun: float) -> dict[str, float]:
    stages: defaultdict[str, float] = defaultdict(float)
    for line in timings.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        if one["start"] >= begun:
            stages[one["stage"]] += one["end"] - one["start"]
    return dict(stages)


def _their_night(include: Path, home: Path, place: int) -> Night:
    """The rival's night: all files that came until then, anew."""
    night = FIRST + timedelta(days=place - 1)
    home.mkdir(exist_ok=True)
    url = postgres.start(home).url("warehouse", "zhiben").replace("://", "+psycopg://", 1)
    words = (str(include), str(include / "inbox"), night.isoformat(), url)
    begun = time.time()
    command = [sys.executable, "-m", "benchmarks.peer.rival", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        with _watched(lambda: [process.pid, postmaster(home)]) as peak:
            printed, _ = process.communicate()
        if process.returncode:
            raise SystemExit(f"The rival failed on {night}.")
    told = [json.loads(line) for line in printed.splitlines()]
    stages = {one["stage"]: one["end"] - one["start"] for one in told}
    return Night(time.time() - begun, told[0]["rows"], peak(), stages)


@contextmanager
def _watched(roots: Callable[[], list[int]]) -> Iterator[Callable[[], float]]:
    """Watch what processes under ``roots`` hold together, MB, shared pages once.

    Looking at many large processes takes a while of a processor that they would have used, so the
    watcher rests nine times as long.
    """
    peak, ended = 0.0, threading.Event()

    def watch() -> None:
        nonlocal peak
        rest = 0.5
        while not ended.wait(rest):
            begun = time.perf_counter()
            peak = max(peak, held_mb(roots()))
            rest = max(0.5, 9 * (time.perf_counter() - begun))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield lambda: peak
    finally:
        ended.set()
        watcher.join()


def _print_times(wanted: dict[str, int], nights: dict[str, dict[int, Night]]) -> None:
    print(f"\n| night | {OURS} | {THEIRS} | ratio | rows a second | peak memory, MB |")
    print("|---|---|---|---|---|---|")
    for name, place in wanted.items():
        one, other = nights[OURS][place], nights[THEIRS][place]
        print(
            f"| {name} | {one.seconds:.1f} s | {other.seconds:.1f} s "
            f"| {other.seconds / one.seconds:.2f} "
            f"| {one.rows / one.seconds:.0f} of {one.rows}, "
            f"{other.rows / other.seconds:.0f} of {other.rows} "
            f"| {one.peak_mb:.0f}, {other.peak_mb:.0f} |"
        )
    usual, later = list(wanted.values())[1:]
    for who in (OURS, THEIRS):
        ratio = nights[who][later].seconds / nights[who][usual].seconds
        print(f"\n{who}, more history: {ratio:.2f} times the usual night")
    print("\n| stage | night | seconds |\n|---|---|---|")
    for who in (OURS, THEIRS):
        for name, place in wanted.items():
            for stage, seconds in nights[who][place].stages.items():
                print(f"| {who}: {stage} | {name} | {seconds:.1f} |")


def _quality(settings: Settings, home: Path, last: date) -> Iterator[str]:
    """Pairs of ledger rows that each holds for one item, beside the truth."""
    row, true = _truth(settings.include / "truth" / "rows.csv", last)
    url = postgres.start(home).url("warehouse", "zhiben").replace("://", "+psycopg://", 1)
    engines = {
        OURS: (connect(settings), "bi.item_sources"),
        THEIRS: (create_engine(url), "item_sources"),
    }
    yield "\n| items | rows known | pairs: precision | recall |\n|---|---|---|---|"
    for who, (engine, table) in engines.items():
        said: dict[str, str] = {}
        with engine.connect() as connection:
            for *place, item in connection.execute(text(_PLACES.format(table=table))):
                if (entry := row.get(tuple(place))) is not None:
                    said[entry] = item
        known = sum(entry in said for entry in true)
        score = _score(said, true)
        yield f"| {who} | {known} of {len(true)} | {score.precision:.4f} | {score.recall:.4f} |"


def _score(said: dict[str, str], true: dict[str, str]) -> Score:
    """A ledger row that was not loaded is an item of its own."""
    entries = sorted(true)
    return clusters([said.get(one, one) for one in entries], [true[one] for one in entries])


def _truth(path: Path, last: date) -> tuple[dict[Place, str], dict[str, str]]:
    """Ledger row by the place where it stands, in every file; item by ledger row."""
    row: dict[Place, str] = {}
    true: dict[str, str] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for one in csv.DictReader(file):
            if one["outcome"] == "loaded" and one["arrives_on"] <= last.isoformat():
                place = [one[name] for name in ("source", "business_date", "file_name", "sheet")]
                entry = f"{one['entry_id']}.{one['part']}"
                row[(*place, one["row_number"], one["part"])] = entry
                true[entry] = one["item_id"]
    return row, true


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="zhiben bench peer", description=__doc__)
    parser.add_argument("--counties", type=int, default=14)
    parser.add_argument("--sources", type=int, default=40)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--history", type=int, default=3, help="nights before the usual one")
    parser.add_argument("--times", type=int, default=10, help="as much history before the last")
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


if __name__ == "__main__":
    main()
