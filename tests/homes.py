"""Homes of tests' own: copies of ones that are ready, each made once in a run of the suite.

Making a cluster and migrating the warehouse takes seconds, migrating Airflow's metadata many more.
Whoever needs a home first makes it ready; the others, in whatever process, copy it.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import fasteners
import psycopg

from tests.databases import quick_folder
from zhiben import postgres
from zhiben.orchestration import airflow
from zhiben.orchestration.preparing import prepare
from zhiben.settings import load_settings

_PLACE = "TESTS_READY_HOMES"


def begin() -> tempfile.TemporaryDirectory[str] | None:
    """Where this run keeps what is ready; None in a process of a run that has a place already."""
    if _PLACE in os.environ:
        return None
    folder = tempfile.TemporaryDirectory(prefix="zhiben-ready-", dir=quick_folder())
    os.environ[_PLACE] = folder.name
    return folder


def with_warehouse(home: Path) -> None:
    """Fill ``home`` with a cluster that holds a migrated warehouse; nothing runs in it."""
    _copy(_ready("warehouse", _make_warehouse), home)


def with_airflow(home: Path) -> None:
    """Fill ``home`` with a migrated warehouse and a migrated Airflow; nothing runs in it."""
    _copy(_ready("airflow", _make_airflow), home)
    (home / "airflow" / "airflow.cfg").unlink(missing_ok=True)  # it names the other's folders


def _copy(ready: Path, home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", f"{ready}/.", str(home)], check=True)  # owners too


def _ready(name: str, make: Callable[[Path], None]) -> Path:
    """The home called ``name``, made by the first process that asks; the others wait for it."""
    place = Path(os.environ[_PLACE])
    home, half_made = place / name, place / f"{name}-"
    with fasteners.InterProcessLock(place / f"{name}.lock"):
        if not home.exists():
            half_made.mkdir()
            try:
                make(half_made)
            finally:
                postgres.stop(half_made)
            half_made.rename(home)
    return home


def _make_warehouse(home: Path) -> None:
    make_hasty(postgres.start(home))
    prepare(load_settings({"ZHIBEN_HOME": str(home)}))


def _make_airflow(home: Path) -> None:
    with_warehouse(home)
    airflow.migrate(load_settings({"ZHIBEN_HOME": str(home)}), lambda _words: None)


def make_hasty(server: postgres.Server) -> None:
    """Let ``server`` not wait for the disk: what a test writes need not outlive the machine."""
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as admin:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            admin.execute(f"ALTER SYSTEM SET {setting} = off")
        admin.execute("ALTER SYSTEM SET max_wal_size = '256MB'")
        admin.execute("SELECT pg_reload_conf()")
