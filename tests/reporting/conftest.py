"""A migrated warehouse that the tests of the summary share; what one of them writes is undone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import Connection, Engine, create_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiben import postgres


@pytest.fixture(scope="session")
def published(server: postgres.Server) -> Iterator[Engine]:
    name = f"reporting_{os.getpid()}"
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE migrated OWNER zhiben")
    engine = create_engine(server.url(name, "zhiben").replace("ql:", "ql+psycopg:", 1))
    yield engine
    engine.dispose()


@pytest.fixture
def bi(published: Engine) -> Iterator[Connection]:
    """A connection that sees an empty ``bi``; nothing of what it writes stays."""
    with published.connect() as connection:
        yield connection
        connection.rollback()
