"""Shared parts: a real PostgreSQL, a warehouse of its own for every test, real data where it is."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import psycopg
import pytest
from sqlalchemy import Engine

from tests.databases import MIGRATED, copied, quick_folder
from tests.homes import begin, with_warehouse
from zhiben import postgres
from zhiben.settings import Settings
from zhiben.warehouse.connection import connect

# The same examples every time, and no clock: a loaded machine is no failure.
hypothesis.settings.register_profile("zhiben", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("zhiben")

REAL_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_configure(config: pytest.Config) -> None:
    """Keep the homes that are ready to be copied as long as this run of the suite lasts."""
    if (folder := begin()) is not None:
        config.add_cleanup(folder.cleanup)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Nights through Airflow first: few tests, but the longest, and no worker ends with them."""
    items.sort(key=lambda item: item.get_closest_marker("airflow") is None)


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    """A home for the session, in a folder that PostgreSQL's own user may enter."""
    with tempfile.TemporaryDirectory(prefix="zhiben-test-", dir=quick_folder()) as name:
        with_warehouse(Path(name))
        yield Path(name)
        postgres.stop(Path(name))


@pytest.fixture(scope="session")
def server(home: Path) -> postgres.Server:
    """The embedded server, with a migrated warehouse, and a template of it to copy.

    PostgreSQL copies no database that somebody is connected to, so nobody can connect to this one.
    """
    server = postgres.start(home)
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {MIGRATED} TEMPLATE warehouse ALLOW_CONNECTIONS false")
    return server


@pytest.fixture
def warehouse_url(server: postgres.Server) -> Iterator[str]:
    """URL of an empty, migrated warehouse that only this test uses."""
    with copied(server) as url:
        yield url


@pytest.fixture
def settings(warehouse_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a home of its own; the environment says the same, for tasks that read it."""
    for folder in ("inbox", "include/contracts"):
        (tmp_path / folder).mkdir(parents=True)
    made = Settings(
        tmp_path, tmp_path / "include", tmp_path / "inbox", warehouse_url, "Asia/Shanghai"
    )
    for name, value in made.environment().items():
        monkeypatch.setenv(name, value)
    return made


@pytest.fixture
def warehouse(settings: Settings) -> Engine:
    """The engine of the test's own warehouse."""
    return connect(settings)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real ledgers; without it such tests are skipped, never on CI."""
    if not REAL_DATA.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"{REAL_DATA} is not there, and on CI it must be")
        pytest.skip("the real ledgers are not on this machine")
    return REAL_DATA
