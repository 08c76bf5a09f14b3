"""Times one simulated night through Airflow, stage by stage, with Airflow's own share apart."""

from __future__ import annotations

import json
import os
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import psutil

from zhiben import postgres
from zhiben.orchestration import airflow, airflow_api, timing
from zhiben.orchestration.nights import NightResult, run_night
from zhiben.orchestration.preparing import prepare
from zhiben.settings import Settings

NIGHT = date(2026, 3, 6)
_NAMES = ("airflow", "postgres", "zhiben.orchestration")  # of a night's processes
SQL_TASKS = frozenset({"build", "publish"})
Span = tuple[float, float]


@dataclass
class Peaks:
    """Largest memory seen, MB: of all processes together (shared pages once), and of one."""

    together: float = 0
    one: float = 0


def bench_night(
    settings: Settings, say: Callable[[str], None], rows: int
) -> Iterator[dict[str, Any]]:
    """Run :data:`NIGHT` on the inbox of ``settings`` and yield a row a stage.

    Airflow's own share is the time of the night in which none of our stages worked: starting its
    parts, scheduling, starting processes, and imports.
    """
    timings = settings.home / "timings.jsonl"
    os.environ[timing.VARIABLE] = str(timings)
    prepare(settings)
    airflow.migrate(settings, say)
    peaks, ended = Peaks(), threading.Event()
    watcher = threading.Thread(target=_watch, args=(peaks, ended), daemon=True)
    watcher.start()
    begun = time.time()
    with airflow.running(settings, say) as up, airflow_api.client(up) as api:
        ready = time.time()
        result = run_night(settings, api, NIGHT, (), say)
        done = time.time()
        spans = _spans(timings, api)
    ended.set()
    watcher.join()
    postgres.stop(settings.home)
    yield from _table(spans, begun, ready, done, rows, result)
    yield {"stage": "peak memory, all processes", "seconds": "", "note": f"{peaks.together:.0f} MB"}
    yield {"stage": "peak memory, one process", "seconds": "", "note": f"{peaks.one:.0f} MB"}


def in_folder(settings: Settings, keep: Path | None) -> tuple[Settings, Path]:
    """Settings of a home to work in, and the folder for its sample."""
    folder = keep or Path(tempfile.mkdtemp(prefix="zhiben-bench-"))
    sample = folder / "sample"
    home = replace(settings, home=folder / "home", include=sample, inbox=sample / "inbox")
    return replace(home, warehouse_url=None), sample


def _table(
    spans: dict[str, list[Span]],
    begun: float,
    ready: float,
    done: float,
    rows: int,
    result: NightResult,
) -> Iterator[dict[str, Any]]:
    whole = done - begun
    work = _covered([one for name, found in spans.items() if name != "imports" for one in found])
    for name, found in spans.items():
        busy = sum(end - start for start, end in found)
        yield {"stage": name, "seconds": f"{busy:.1f}", "note": f"{len(found)} times"}
    yield {"stage": "start of Airflow", "seconds": f"{ready - begun:.1f}", "note": ""}
    share = whole - work
    yield {
        "stage": "Airflow's own share",
        "seconds": f"{share:.1f}",
        "note": f"{100 * share / whole:.0f}% of the whole: start, scheduling, processes, imports",
    }
    received = sum(int(one["rows_received"]) for one in result.deliveries)
    state = f"{received} rows received (asked for {rows}), nightly {result.nightly}"
    yield {"stage": "the whole night", "seconds": f"{whole:.1f}", "note": state}


def _spans(timings: Path, api: httpx.Client) -> dict[str, list[Span]]:
    """When each stage worked; the SQL tasks' time is from their first statement to their end."""
    spans: defaultdict[str, list[Span]] = defaultdict(list)
    for line in timings.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        spans[one["stage"]].append((one["start"], one["end"]))
    run = api.get("/dags/build_warehouse/dagRuns?order_by=-id&limit=1").json()["dag_runs"][0]
    path = f"/dags/build_warehouse/dagRuns/{run['dag_run_id']}/taskInstances"
    for one in api.get(path).json()["task_instances"]:
        if one["task_id"] in SQL_TASKS and one["end_date"]:
            start = _first_statement(api, path, one) or one["start_date"]
            spans[f"SQL {one['task_id']}"].append((_seconds(start), _seconds(one["end_date"])))
    return spans


def _first_statement(api: httpx.Client, path: str, one: dict[str, Any]) -> str | None:
    log = api.get(f"{path}/{one['task_id']}/logs/{one['try_number']}").json()["content"]
    told = (event for event in log if str(event["event"]).startswith("Running statement"))
    return next((str(event["timestamp"]) for event in told), None)


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).astimezone(UTC).timestamp()


def _covered(spans: list[Span]) -> float:
    """Length of the union of ``spans``."""
    total, reached = 0.0, 0.0
    for start, end in sorted(spans):
        total += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return total


def _watch(peaks: Peaks, ended: threading.Event) -> None:
    while not ended.wait(0.5):
        sizes = list(_sizes())
        peaks.together = max(peaks.together, sum(sizes) / 1e6)
        peaks.one = max(peaks.one, max(sizes, default=0) / 1e6)


def _sizes() -> Iterator[int]:
    """Proportional memory of every process of the night: ours, Airflow's and PostgreSQL's."""
    for process in psutil.process_iter(["cmdline"]):
        words = " ".join(process.info["cmdline"] or ())
        if any(name in words for name in _NAMES) or process.pid == os.getpid():
            try:
                yield int(process.memory_full_info().pss)
            except psutil.Error:
                continue
