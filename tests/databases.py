"""Databases of a test's own: copies of one that is ready, dropped when the test is over."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine

from zhiben import postgres
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.warehouse.migrate import MIGRATIONS, upgrade

MEMORY = Path("/dev/shm")  # noqa: S108 - every name in it is made by tempfile
_ENOUGH_BYTES = 6 << 30
EMPTY = "template1"  # PostgreSQL's own
MIGRATED = "migrated"  # an empty warehouse, ready to copy
_numbers = itertools.count()


def quick_folder() -> Path | None:
    """Where servers of tests keep their data: in memory where enough is free, else anywhere.

    A test's own database is a thousand small files, which a disk may take half a second to make.
    """
    is_roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > _ENOUGH_BYTES
    return MEMORY if is_roomy else None


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
def own_warehouse(server: postgres.Server, template: str = MIGRATED) -> Iterator[Engine]:
    """An engine on an empty warehouse, a migrated one unless another ``template`` is named."""
    with copied(server, template) as url:
        engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1))
        yield engine
        engine.dispose()


@contextmanager
def aged_warehouse(server: postgres.Server, revision: str, rows: str) -> Iterator[Engine]:
    """An engine on a warehouse that held ``rows`` at an old ``revision`` and was upgraded since."""
    with own_warehouse(server, EMPTY) as engine:
        with engine.begin() as connection:
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS))
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            connection.exec_driver_sql(rows, execution_options={"no_parameters": True})
        upgrade(engine, SHIPPED_INCLUDE / "sql")
        yield engine
