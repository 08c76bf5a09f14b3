"""Puts a wrong query in the place of a shipped one, and says what catches it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, delete
from sqlalchemy.exc import DBAPIError

from tests.warehouse.given import TABLES
from tests.warehouse.golden import SQL, Case, as_said, cases, cases_of, play, shipped
from zhiben.errors import ZhibenError

REFUSED = "refused"  # PostgreSQL does not understand it: nobody could ship it
MISSED = "not caught"
BY_CASE = "caught by a case"
BY_CHECK = "caught by a check"
_MISUNDERSTOOD = "42"  # class of SQLSTATE: syntax error or access rule violation
_WARNINGS: dict[str, set[str]] = {}


def path_of(folder: str) -> Path:
    """The file that holds the SQL of ``folder``."""
    return SQL / folder / ("view.sql" if folder.startswith("bi/") else "query.sql")


def try_out(engine: Engine, folder: str, query: str, asked: tuple[Case, ...]) -> str:
    """Run the cases ``asked`` with ``query`` in the place of that of ``folder``."""
    with _standing_in(engine, folder, query) as queries:
        return REFUSED if queries is None else _outcome(engine, queries, asked)


def _outcome(engine: Engine, queries: Mapping[str, str], asked: tuple[Case, ...]) -> str:
    for case in asked:
        outcome = _outcome_of(engine, queries, case)
        if outcome != MISSED:
            return outcome
    return MISSED


def _outcome_of(engine: Engine, queries: Mapping[str, str], case: Case) -> str:
    try:
        warnings = play(engine, case, queries)
        with engine.connect() as connection:
            if not all(as_said(connection, *each) for each in case.expect.items()):
                return BY_CASE
    except ZhibenError:
        return BY_CHECK
    except DBAPIError as error:
        return REFUSED if _is_misunderstood(error) else BY_CASE
    finally:
        wipe(engine)
    return MISSED if _headlines(warnings) <= _usual(engine, case) else BY_CHECK


def _usual(engine: Engine, case: Case) -> set[str]:
    """What the ``warn_`` checks find in ``case`` when nothing is wrong; told once a case."""
    if case.name not in _WARNINGS:
        try:
            _WARNINGS[case.name] = _headlines(play(engine, case))
        finally:
            wipe(engine)
    return _WARNINGS[case.name]


def _headlines(warnings: list[str]) -> set[str]:
    """Which check found how many rows; the rows themselves come in no order."""
    return {warning.partition(":")[0] for warning in warnings}


@cache
def own(folder: str) -> tuple[Case, ...]:
    """The cases beside the SQL of ``folder``; none where a view only passes on."""
    path = SQL / folder / "cases.yaml"
    return tuple(cases_of(path)) if path.exists() else ()


@cache
def concerned(folder: str) -> tuple[Case, ...]:
    """The cases that run ``folder``, its own first, then those that look at it."""
    name = folder.replace("/", ".")
    others = (case for case in _every() if folder in case.run or folder.startswith("bi/"))
    ordered = sorted(others, key=lambda case: name not in case.expect)
    return (*own(folder), *(case for case in ordered if case not in own(folder)))


@cache
def _every() -> tuple[Case, ...]:
    return tuple(cases())


@contextmanager
def _standing_in(engine: Engine, folder: str, query: str) -> Iterator[Mapping[str, str] | None]:
    """The queries with ``query`` among them; a view is replaced meanwhile. None where refused."""
    if not folder.startswith("bi/"):
        yield {**shipped(), folder: query}
        return
    is_made = _replace_view(engine, query)
    try:
        yield shipped() if is_made else None
    finally:
        if is_made:
            _replace_view(engine, path_of(folder).read_text(encoding="utf-8"))


def _replace_view(engine: Engine, query: str) -> bool:
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(query.replace("CREATE VIEW", "CREATE OR REPLACE VIEW"))
    except DBAPIError:
        return False
    return True


def _is_misunderstood(error: DBAPIError) -> bool:
    return str(getattr(error.orig, "sqlstate", "")).startswith(_MISUNDERSTOOD)


def wipe(engine: Engine) -> None:
    """Empty every table."""
    statements = (str(delete(table)) for table in reversed(TABLES.values()))
    with engine.begin() as connection:
        connection.exec_driver_sql("; ".join(statements))
