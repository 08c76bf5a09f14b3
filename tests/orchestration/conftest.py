"""A small simulated world, loaded and published night by night, of which every test has a copy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine

from tests.orchestration.world import World, nights_to, write
from zhiben import postgres
from zhiben.settings import Settings, load_settings
from zhiben.warehouse.connection import connect

TEMPLATE = "world_after_six_nights"


@pytest.fixture(scope="session")
def known_world(server: postgres.Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world's folder; six of its nights stand in the database :data:`TEMPLATE`."""
    folder = tmp_path_factory.mktemp("world")
    url = server.url(TEMPLATE, "zhiben")
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {TEMPLATE} TEMPLATE migrated OWNER zhiben")
        write(folder / "sample")
        settings = _of(folder, folder / "home", url)
        with pytest.MonkeyPatch.context() as environment:
            _say(environment, settings)
            nights_to(settings, 0, 6)
        connect(settings).dispose()
        admin.execute(f"ALTER DATABASE {TEMPLATE} ALLOW_CONNECTIONS false")
    return folder


@pytest.fixture
def world(
    known_world: Path, server: postgres.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """A copy of the world after six nights, with ten more in its inbox."""
    name = f"world_{os.getpid()}_{tmp_path.name}".lower().replace("-", "_")[:60]
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE} OWNER zhiben')
        settings = _of(known_world, tmp_path, server.url(name, "zhiben"))
        _say(monkeypatch, settings)
        yield World(settings, connect(settings))
        connect(settings).dispose()
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _of(folder: Path, home: Path, url: str) -> Settings:
    sample = folder / "sample"
    return replace(
        load_settings({}), home=home, include=sample, inbox=sample / "inbox", warehouse_url=url
    )


def _say(environment: pytest.MonkeyPatch, settings: Settings) -> None:
    for name, value in settings.environment().items():
        environment.setenv(name, value)


__all__ = ["Engine", "known_world", "world"]
