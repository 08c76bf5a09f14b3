"""A warehouse that the cases share, empty whenever one of them begins."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, delete

from tests.warehouse.given import TABLES
from zhiben import postgres


@pytest.fixture(scope="session")
def shared_warehouse(server: postgres.Server) -> Iterator[Engine]:
    """A migrated warehouse for every test that leaves it as it found it."""
    name = f"shared_{os.getpid()}"
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE migrated OWNER zhiben")
    url = server.url(name, "zhiben").replace("postgresql", "postgresql+psycopg", 1)
    engine = create_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def slate(shared_warehouse: Engine) -> Iterator[Engine]:
    """The shared warehouse, wiped after use."""
    yield shared_warehouse
    with shared_warehouse.begin() as connection:
        for table in reversed(TABLES.values()):
            connection.execute(delete(table))
