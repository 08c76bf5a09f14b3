"""A throw-away PostgreSQL with the views a summary reads, filled from numbers made by hand."""

from __future__ import annotations

import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Connection, create_engine, text

if TYPE_CHECKING:
    from collections.abc import Iterator

BI = (Path(__file__).parent / "bi.sql").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def bi_url() -> Iterator[str]:
    with warnings.catch_warnings():
        # platformdirs warns on import where XDG_RUNTIME_DIR is not set
        warnings.simplefilter("ignore")
        from zhiben import postgres
    # not under pytest's own folder: every session of root closes that to PostgreSQL's user
    with TemporaryDirectory(prefix="zhiben-bi-") as folder:
        url = postgres.start(Path(folder)).url("warehouse", "zhiben")
        yield url.replace("postgresql://", "postgresql+psycopg://", 1)
        postgres.stop(Path(folder))


@pytest.fixture
def bi(bi_url: str) -> Iterator[Connection]:
    """A connection that sees an empty ``bi``, gone after the test."""
    engine = create_engine(bi_url)
    with engine.connect() as connection:
        for statement in BI.split(";\n"):
            connection.execute(text(statement))
        yield connection
    engine.dispose()
