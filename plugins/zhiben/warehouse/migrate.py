"""Brings the warehouse to this version: tables by Alembic, then the views of ``bi``."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

from zhiben.documents import read_yaml
from zhiben.errors import ZhibenError
from zhiben.postgres import WITHHELD
from zhiben.warehouse.access_schema import COUNTY, READER, VIEWS_OWNER
from zhiben.warehouse.policies import make_policies, make_roles, quoted, run

log = logging.getLogger(__name__)
logging.getLogger("alembic").setLevel(logging.WARNING)

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 7_248_001  # advisory lock: one upgrade at a time


def upgrade(engine: Engine, sql: Path) -> None:
    """Migrate the tables, make the views of ``sql/bi`` and give them to the readers.

    Raises:
        ZhibenError: when the server is older than PostgreSQL 15, or the roles of readers are
            missing and this login may not make them.
    """
    with engine.begin() as connection:
        upgrade_within(connection, sql)


def upgrade_within(connection: Connection, sql: Path) -> None:
    """Upgrade in the caller's transaction: all of it becomes true, or nothing."""
    _check_version(connection)
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    make_roles(connection)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    make_policies(connection)
    make_views(connection, sql / "bi")
    _grant(connection)


def make_views(connection: Connection, folder: Path) -> None:
    """Make every view of ``folder``, each after the views it reads, with its comments.

    Views that are there and of this version stay untouched, so that an upgrade with nothing to do
    waits for no reader.
    """
    docs = {path.parent.name: _read(path) for path in sorted(folder.glob("*/columns.yaml"))}
    order = TopologicalSorter({name: doc.get("after", []) for name, doc in docs.items()})
    known, version = _views(connection), _version(folder)
    if known == set(docs) and _comment_of_schema(connection) == version:
        return
    if known:
        together = ", ".join(f"bi.{quoted(name)}" for name in sorted(known))
        run(connection, f"DROP VIEW {together}")
    origins = _origins(folder.parent)
    for name in order.static_order():
        run(connection, (folder / name / "view.sql").read_text(encoding="utf-8"))
        run(connection, f"ALTER VIEW bi.{quoted(name)} OWNER TO {VIEWS_OWNER}")
        _comment(connection, name, docs[name], origins)
    run(connection, f"COMMENT ON SCHEMA bi IS '{version}'")


def _views(connection: Connection) -> set[str]:
    query = text("SELECT viewname FROM pg_views WHERE schemaname = 'bi'")
    return set(connection.execute(query).scalars())


def _comment_of_schema(connection: Connection) -> str | None:
    query = text("SELECT obj_description(to_regnamespace('bi'), 'pg_namespace')")
    return connection.execute(query).scalar()


def _version(folder: Path) -> str:
    files = sorted(
        path for name in ("view.sql", "columns.yaml") for path in folder.glob(f"*/{name}")
    )
    digest = hashlib.sha256(VIEWS_OWNER.encode())
    files += [Path(__file__).with_name("lineage.py"), *sorted(folder.parent.glob("*/query.sql"))]
    for path in files:
        digest.update(path.parent.name.encode() + path.read_bytes())
    return f"BI 视图，版本 {digest.hexdigest()[:16]} | views for BI tools, of that version"


def _origins(sql: Path) -> dict[tuple[str, str], str]:
    """What each column comes from; where that cannot be read, views are made all the same.

    The SQL's reader is loaded here, as views are seldom made and this module is loaded by every
    verb that needs the warehouse.
    """
    from sqlglot.errors import SqlglotError

    from zhiben.warehouse.lineage import in_words, origins_of_views

    try:
        return {column: in_words(told) for column, told in origins_of_views(sql).items()}
    except SqlglotError as error:
        log.warning("What the columns of bi come from is not told: %s", error)
        return {}


def _comment(
    connection: Connection,
    view: str,
    doc: dict[str, Any],
    origins: Mapping[tuple[str, str], str],
) -> None:
    table = f"bi.{quoted(view)}"
    run(connection, f"COMMENT ON VIEW {table} IS {_both(doc['comment'])}")
    for column, words in doc["columns"].items():
        told = origins.get((f"bi.{view}", column), "")
        run(connection, f"COMMENT ON COLUMN {table}.{quoted(column)} IS {_both(words, told)}")


def _both(words: dict[str, str], origins: str = "") -> str:
    source = f" | 来自 from {origins}" if origins else ""
    together = f"{words['zh']} | {words['en']}{source}".replace("'", "''")
    return f"'{together}'"


def _grant(connection: Connection) -> None:
    """Let readers read ``bi``, and make nothing of their own where this login may forbid it."""
    if connection.execute(text("SELECT current_setting('is_superuser')")).scalar() == "on":
        for statement in WITHHELD:
            run(connection, statement)
    for readers in (READER, COUNTY):
        run(connection, f"GRANT USAGE ON SCHEMA bi TO {readers}")
        run(connection, f"GRANT SELECT ON ALL TABLES IN SCHEMA bi TO {readers}")
    own_database = text(
        "SELECT datname FROM pg_database "
        "WHERE datname = current_database() AND datdba = CAST(current_user AS regrole)"
    )
    for name in connection.execute(own_database).scalars().all():
        run(connection, f"REVOKE TEMPORARY ON DATABASE {quoted(name)} FROM PUBLIC")


def _check_version(connection: Connection) -> None:
    version = connection.execute(text("SHOW server_version_num")).scalar_one()
    if int(version) < 150_000:
        raise ZhibenError(f"The warehouse needs PostgreSQL 15 or newer; this is {version}.")


def _read(path: Path) -> dict[str, Any]:
    return dict(read_yaml(path.read_text(encoding="utf-8")))
