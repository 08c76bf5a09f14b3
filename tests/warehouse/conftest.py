"""A warehouse that the cases share, empty whenever one of them begins."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, delete

from tests.databases import own_warehouse
from tests.warehouse.given import TABLES
from zhiben import postgres


@pytest.fixture(scope="session")
def shared_warehouse(server: postgres.Server) -> Iterator[Engine]:
    """A migrated warehouse for every test that leaves it as it found it."""
    with own_warehouse(server) as engine:
        yield engine


@pytest.fixture
def slate(shared_warehouse: Engine) -> Iterator[Engine]:
    """The shared warehouse, wiped after use."""
    yield shared_warehouse
    with shared_warehouse.begin() as connection:
        for table in reversed(TABLES.values()):
            connection.execute(delete(table))
