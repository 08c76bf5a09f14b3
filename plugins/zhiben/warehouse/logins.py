"""Logins of counties: roles of the server that read ``bi`` and see the rows of their units only."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection, delete, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from zhiben.errors import ZhibenError
from zhiben.postgres import GROUPS, ROLES
from zhiben.warehouse.access_schema import COUNTY, READER, logins
from zhiben.warehouse.loading import driver_cursor

SHORTEST_PASSWORD = 12
_LOGIN = re.compile(r"[a-z][a-z0-9_]{1,62}")
_RESERVED = frozenset({*ROLES, *GROUPS, "public"})
_ROLE = text(
    """
    SELECT
        rolcanlogin AND NOT rolsuper AND NOT rolcreaterole AND NOT rolcreatedb
        AND NOT rolbypassrls AND NOT PG_HAS_ROLE(oid, :reader, 'MEMBER')
        AND PG_HAS_ROLE(oid, :county, 'MEMBER') AS is_county
    FROM pg_roles WHERE rolname = :login
    """
)
_LIST = text(
    """
    SELECT granted.login, granted.county_code, unit.county_name, granted.granted_by,
    granted.granted_at, COALESCE(role.rolcanlogin, FALSE) AS can_log_in
    FROM access.logins AS granted
    LEFT JOIN core.units AS unit ON granted.county_code = unit.county_code
    LEFT JOIN pg_roles AS role ON granted.login = role.rolname
    ORDER BY granted.county_code, granted.login
    """
)


@dataclass(frozen=True)
class Granted:
    """What a grant came to; ``password`` is told once, and only where it was made here."""

    login: str
    counties: tuple[str, ...]
    is_new: bool
    password: str | None = None


def grant(
    connection: Connection, login: str, county_code: str, by: str, password: str | None
) -> Granted:
    """Let ``login`` see the rows of a unit, making the login where there is none.

    A login that is there keeps its password unless one is given.

    Raises:
        ZhibenError: when the name is not to be used, the password too short, or this login may
            make none.
    """
    _check(login, password)
    is_new = not _is_county_login(connection, login)
    made = None if password or not is_new else secrets.token_urlsafe(18)
    if is_new:
        _make(connection, login)
    if password or made:
        _set_password(connection, login, password or made or "")
    row = {"login": login, "county_code": county_code, "granted_by": by}
    connection.execute(upsert(logins).values(row).on_conflict_do_nothing())
    return Granted(login, counties_of(connection, login), is_new, made)


def revoke(connection: Connection, login: str, county_code: str | None) -> tuple[str, ...]:
    """Take a unit (or all) from ``login``; gone is the login that has none left.

    Gives back the units it still sees.

    Raises:
        ZhibenError: when it does not see the unit, or still owns something elsewhere.
    """
    unit = logins.c.county_code == county_code if county_code else text("TRUE")
    taken = connection.execute(delete(logins).where(logins.c.login == login, unit)).rowcount
    if not taken:
        raise ZhibenError(
            f"The login {login!r} sees no rows{f' of {county_code}' if county_code else ''}.",
            "See zhiben warehouse access list.",
        )
    left = counties_of(connection, login)
    if not left and _is_county_login(connection, login):
        _drop(connection, login)
    return left


def counties_of(connection: Connection, login: str) -> tuple[str, ...]:
    """Codes of the units that ``login`` sees, in order."""
    query = select(logins.c.county_code).where(logins.c.login == login)
    return tuple(connection.execute(query.order_by(logins.c.county_code)).scalars())


def list_logins(connection: Connection) -> list[dict[str, Any]]:
    """Who sees what: a row a login and unit."""
    return [dict(row) for row in connection.execute(_LIST).mappings()]


def kept(connection: Connection) -> list[dict[str, Any]]:
    """Every grant as it stands, to be given again after the warehouse was made anew."""
    exists = connection.execute(text("SELECT TO_REGCLASS('access.logins')")).scalar()
    return [dict(row) for row in connection.execute(select(logins)).mappings()] if exists else []


def _check(login: str, password: str | None) -> None:
    if not _LOGIN.fullmatch(login) or login in _RESERVED or login.startswith("pg_"):
        raise ZhibenError(
            f"{login!r} cannot be a county's login.",
            "Use small letters, digits and _, a letter first, and no name zhiben itself uses: "
            "shenqiu_bi.",
        )
    if password is not None and len(password) < SHORTEST_PASSWORD:
        raise ZhibenError(
            f"The password is shorter than {SHORTEST_PASSWORD} characters.",
            "Give a longer one, or none: zhiben makes one and tells it once.",
        )


def _is_county_login(connection: Connection, login: str) -> bool:
    """Whether the server has the role as a county's login.

    Raises:
        ZhibenError: when it has the role as something that sees or may do more.
    """
    values = {"login": login, "reader": READER, "county": COUNTY}
    found = connection.execute(_ROLE, values).scalar()
    if found is False:
        raise ZhibenError(
            f"The server has a role {login!r} that is no county's login.",
            "It may see or do more than a county's login may: choose another name.",
        )
    return bool(found)


def _make(connection: Connection, login: str) -> None:
    role = sql.Identifier(login)
    database = sql.Identifier(connection.engine.url.database or "")
    for statement in (
        "CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION",
        "ALTER ROLE {role} SET default_transaction_read_only = on",
        "ALTER ROLE {role} SET search_path = bi",
        "GRANT {county} TO {role}",
        "GRANT CONNECT ON DATABASE {database} TO {role}",
    ):
        parts = {"role": role, "county": sql.Identifier(COUNTY), "database": database}
        _run(connection, sql.SQL(statement).format(**parts))


def _set_password(connection: Connection, login: str, password: str) -> None:
    """Hand the server the password's SCRAM verifier: no log of statements ever holds the word."""
    driver = driver_cursor(connection).connection
    hashed = driver.pgconn.encrypt_password(
        password.encode(), login.encode(), b"scram-sha-256"
    ).decode()
    statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
    _run(connection, statement.format(sql.Identifier(login), sql.Literal(hashed)))


def _drop(connection: Connection, login: str) -> None:
    parts = {
        "role": sql.Identifier(login),
        "database": sql.Identifier(connection.engine.url.database or ""),
    }
    _run(connection, sql.SQL("REVOKE CONNECT ON DATABASE {database} FROM {role}").format(**parts))
    _run(connection, sql.SQL("DROP ROLE {role}").format(**parts))


def _run(connection: Connection, statement: sql.Composed) -> None:
    try:
        driver_cursor(connection).execute(statement)
    except psycopg.errors.InsufficientPrivilege as error:
        raise ZhibenError(
            f"The warehouse's login may not keep logins: {error.diag.message_primary}.",
            "Let an administrator of the server run once: ALTER ROLE ... CREATEROLE and GRANT "
            f"{COUNTY} TO ... WITH ADMIN OPTION, for the login of ZHIBEN_WAREHOUSE_URL.",
        ) from error
    except psycopg.errors.DependentObjectsStillExist as error:
        raise ZhibenError(
            f"The login is used elsewhere on the server: {error.diag.message_detail}.",
            "Take away there what it has, then revoke it again.",
        ) from error
