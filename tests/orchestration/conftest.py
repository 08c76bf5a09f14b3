"""A small simulated world, loaded and published night by night, of which every test has a copy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from tests.databases import MIGRATED, copied
from tests.orchestration.world import World, write
from zhiben import postgres
from zhiben.settings import Settings, load_settings
from zhiben.warehouse.connection import connect

TEMPLATE = "world_after_four_nights"


@pytest.fixture(scope="session")
def known_world(server: postgres.Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world's folder; four of its nights stand in the database :data:`TEMPLATE`."""
    folder = tmp_path_factory.mktemp("world")
    write(folder / "sample")
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {TEMPLATE} TEMPLATE {MIGRATED} OWNER zhiben")
        settings = _of(folder, folder / "home", server.url(TEMPLATE, "zhiben"))
        World(settings, connect(settings)).go_on(0, 4)
        connect(settings).dispose()
        admin.execute(f"ALTER DATABASE {TEMPLATE} ALLOW_CONNECTIONS false")
    return folder


@pytest.fixture
def world(known_world: Path, server: postgres.Server, tmp_path: Path) -> Iterator[World]:
    """A copy of the world after four nights, with four more in its inbox."""
    with _copied(known_world, server, tmp_path / "world") as copy:
        yield copy


@pytest.fixture
def twin(known_world: Path, server: postgres.Server, tmp_path: Path) -> Iterator[World]:
    """Another copy."""
    with _copied(known_world, server, tmp_path / "twin") as copy:
        yield copy


@contextmanager
def _copied(folder: Path, server: postgres.Server, home: Path) -> Iterator[World]:
    with copied(server, TEMPLATE) as url:
        settings = _of(folder, home, url)
        yield World(settings, connect(settings))
        connect(settings).dispose()


def _of(folder: Path, home: Path, url: str) -> Settings:
    sample = folder / "sample"
    return replace(
        load_settings({}), home=home, include=sample, inbox=sample / "inbox", warehouse_url=url
    )
