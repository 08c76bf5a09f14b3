"""Brings the warehouse to this version: tables by Alembic, then the views of ``bi``."""

from __future__ import annotations

from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import yaml
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text
from sqlalchemy.dialects import postgresql

from zhiben.errors import ZhibenError

MIGRATIONS = Path(__file__).parent / "migrations"
READER = "bi_reader"
LOCK = 7_248_001  # advisory lock: one upgrade at a time


def upgrade(engine: Engine, sql: Path) -> None:
    """Migrate the tables, make the views of ``sql/bi`` anew and give them to the readers.

    Raises:
        ZhibenError: when the server is older than PostgreSQL 15.
    """
    with engine.begin() as connection:
        _check_version(connection)
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        make_views(connection, sql / "bi")
        _grant(connection)


def make_views(connection: Connection, folder: Path) -> None:
    """Make every view of ``folder`` anew, each after the views it reads, with its comments."""
    docs = {path.parent.name: _read(path) for path in sorted(folder.glob("*/columns.yaml"))}
    order = TopologicalSorter({name: doc.get("after", []) for name, doc in docs.items()})
    names = list(order.static_order())
    for name in reversed(names):
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS bi.{_quoted(name)}")
    for name in names:
        connection.exec_driver_sql((folder / name / "view.sql").read_text(encoding="utf-8"))
        _comment(connection, name, docs[name])


def _comment(connection: Connection, view: str, doc: dict[str, Any]) -> None:
    table = f"bi.{_quoted(view)}"
    connection.exec_driver_sql(f"COMMENT ON VIEW {table} IS {_both(doc['comment'])}")
    for column, words in doc["columns"].items():
        target = f"{table}.{_quoted(column)}"
        connection.exec_driver_sql(f"COMMENT ON COLUMN {target} IS {_both(words)}")


def _both(words: dict[str, str]) -> str:
    together = f"{words['zh']} | {words['en']}".replace("'", "''").replace("%", "%%")
    return f"'{together}'"


def _quoted(name: str) -> str:
    return str(postgresql.dialect().identifier_preparer.quote(name))  # type: ignore[no-untyped-call]


def _grant(connection: Connection) -> None:
    exists = connection.execute(
        text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": READER}
    ).scalar()
    if not exists:
        connection.exec_driver_sql(f"CREATE ROLE {READER} NOLOGIN")
    for statement in (
        f"GRANT USAGE ON SCHEMA bi TO {READER}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA bi TO {READER}",
    ):
        connection.exec_driver_sql(statement)


def _check_version(connection: Connection) -> None:
    version = connection.execute(text("SHOW server_version_num")).scalar_one()
    if int(version) < 150_000:
        raise ZhibenError(f"The warehouse needs PostgreSQL 15 or newer; this is {version}.")


def _read(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))
