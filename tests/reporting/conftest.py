"""A migrated warehouse that the tests of the summary share; what one of them writes is undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.databases import own_warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

    from zhiben import postgres


@pytest.fixture(scope="session")
def published(server: postgres.Server) -> Iterator[Engine]:
    with own_warehouse(server) as engine:
        yield engine


@pytest.fixture
def bi(published: Engine) -> Iterator[Connection]:
    """A connection that sees an empty ``bi``; nothing of what it writes stays."""
    with published.connect() as connection:
        yield connection
        connection.rollback()
