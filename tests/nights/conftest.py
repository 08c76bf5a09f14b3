"""Homes with Airflow up: real scheduler, real task processes, real warehouse."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import httpx
import pytest

from tests.databases import quick_folder
from tests.homes import with_airflow
from zhiben import postgres
from zhiben.orchestration import airflow, airflow_api
from zhiben.orchestration.nights import (
    NightResult,
    run_night,
    run_week_with,
    troubles_of,
)
from zhiben.orchestration.preparing import prepare
from zhiben.sample import EVENTS, write_sample
from zhiben.settings import SHIPPED_INCLUDE, Settings, load_settings
from zhiben.warehouse.query import digest, read_only

FIRST = date(2026, 3, 6)


def quiet(_words: str) -> None:
    """Tell nobody."""


@dataclass
class House:
    """A home whose Airflow is up, and the night its fixture ran."""

    settings: Settings
    api: httpx.Client
    result: NightResult | None = None

    def night(self, day: date, *sources: str) -> NightResult:
        return run_night(self.settings, self.api, day, sources, quiet)

    def week(self, label: str) -> str:
        return run_week_with(self.api, label, quiet)

    def run(self, dag_id: str, **body: object) -> tuple[str, list[str]]:
        """Run a DAG with a plain trigger; its end state and the last words of failed tasks."""
        run_id = f"test-{dag_id}-{time.monotonic_ns()}"
        asked = {"dag_run_id": run_id, "logical_date": None, **body}
        self.api.post(f"/dags/{dag_id}/dagRuns", json=asked).raise_for_status()
        state = airflow_api.wait(self.api, dag_id, run_id, lambda _instances: None)
        return state, troubles_of(self.api, dag_id, run_id, state)

    def digest(self) -> dict[str, str]:
        return {row["view"]: row["sha256"] for row in digest(self.settings)}

    def rows(self, query: str) -> list[dict[str, object]]:
        return read_only(self.settings, query)

    def deliver(self, source: str, day: date, name: str, data: bytes) -> None:
        folder = self.settings.inbox / source / day.isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


@contextmanager
def new_home(include: Path, inbox: Path) -> Iterator[Settings]:
    """A new home with its warehouse up, until the block ends."""
    with tempfile.TemporaryDirectory(prefix="zhiben-night-", dir=quick_folder()) as name:
        home = Path(name)
        with_airflow(home)
        base = load_settings({"ZHIBEN_HOME": name, "ZHIBEN_INBOX": str(inbox)})
        settings = replace(base, include=include)
        try:
            prepare(settings)
            yield settings
        finally:
            postgres.stop(home)


@contextmanager
def house_up(include: Path, inbox: Path) -> Iterator[House]:
    """Airflow up in a new home, until the block ends."""
    with (
        new_home(include, inbox) as settings,
        airflow.running(settings, quiet) as up,
        airflow_api.client(up) as api,
    ):
        yield House(settings, api)


@pytest.fixture(scope="module")
def sample() -> Iterator[Path]:
    """Sample counties: contracts and three nights' files."""
    with tempfile.TemporaryDirectory(prefix="zhiben-sample-") as name:
        folder = Path(name) / "sample"
        write_sample(
            Settings(Path(name), SHIPPED_INCLUDE, folder / "inbox", None, "Asia/Shanghai"),
            folder, nights=3, seed=7, counties=3, sources=6, rows=240, mess="nasty", start=FIRST,
            events=EVENTS,
        )  # fmt: skip
        yield folder


@pytest.fixture(scope="module")
def own_include(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An include folder without contracts, to be filled by the tests."""
    folder = tmp_path_factory.mktemp("own") / "include"
    shutil.copytree(SHIPPED_INCLUDE / "campaign", folder / "campaign")
    (folder / "contracts").mkdir()
    return folder
