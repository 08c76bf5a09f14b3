"""Databases of a test's own: copies of one that is ready, dropped when the test is over."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import Engine, create_engine

from zhiben import postgres

MIGRATED = "migrated"  # an empty warehouse, ready to copy
_numbers = itertools.count()


@contextmanager
def copied(server: postgres.Server, template: str = MIGRATED) -> Iterator[str]:
    """URL of a copy of the database ``template``, for the pipeline's own login."""
    name = f"{template}_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER zhiben")
        admin.execute(f"GRANT CONNECT ON DATABASE {name} TO bi_reader")
        yield server.url(name, "zhiben")
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def own_warehouse(server: postgres.Server) -> Iterator[Engine]:
    """An engine on an empty, migrated warehouse."""
    with copied(server) as url:
        engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1))
        yield engine
        engine.dispose()
