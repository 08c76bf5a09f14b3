"""Questions to the warehouse that change nothing, and a digest of all it shows."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from sqlalchemy import Connection, text

from zhiben.errors import ZhibenError
from zhiben.settings import Settings
from zhiben.warehouse.connection import connect
from zhiben.warehouse.loading import driver_cursor

_ACTS = frozenset({"copy", "do", "call"})  # reach past a read-only transaction, as a superuser
_AS_TEXT = "A value that Python cannot hold can be shown as text: CAST(… AS text)."
_COMMENT = re.compile(r"/\*|\*/")
_WORD = re.compile(r"[A-Za-z]+")


def read_only(settings: Settings, query: str) -> list[dict[str, Any]]:
    """Rows of ``query``, run in a transaction that cannot write.

    Raises:
        ZhibenError: with the database's own sentence when the query is refused, or when two of its
            columns bear one name.
    """
    if (word := first_word(query)) in _ACTS:
        raise ZhibenError(f"The query was refused: {word.upper()} is no query.", "Use SELECT.")
    with connect(settings).connect() as connection:
        try:
            return _rows(connection, query)
        except psycopg.Error as error:
            if isinstance(error, psycopg.OperationalError):
                connection.invalidate()  # it may be dead, and must not be spoken to
            hint = _AS_TEXT if isinstance(error, psycopg.DataError) else ""
            raise ZhibenError(f"The query was refused: {str(error).strip()}", hint) from error


def first_word(query: str) -> str:
    """The word a query begins with, in small letters, whatever comments stand before it."""
    rest, depth = query.lstrip(), 0
    while depth or rest.startswith(("--", "/*")):
        if not depth and rest.startswith("--"):
            rest = rest.partition("\n")[2].lstrip()
            continue
        mark = _COMMENT.search(rest)
        if mark is None:
            return ""
        depth += 1 if mark[0] == "/*" else -1
        rest = rest[mark.end() :] if depth else rest[mark.end() :].lstrip()
    word = _WORD.match(rest)
    return word[0].lower() if word else ""


def _rows(connection: Connection, query: str) -> list[dict[str, Any]]:
    with driver_cursor(connection) as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        # Prepared, it is one statement only: nothing can follow that would end the transaction.
        cursor.execute(query.encode(), prepare=True)
        if cursor.description is None:
            return []
        names = [column.name for column in cursor.description]
        _check_names(names)
        return [dict(zip(names, row, strict=True)) for row in cursor]


def _check_names(names: Sequence[str]) -> None:
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    if twice:
        raise ZhibenError(
            f"The query gives more than one column the name {', '.join(map(repr, twice))}.",
            "Name each by AS: of two alike only one could be shown.",
        )


def digest(settings: Settings) -> list[dict[str, Any]]:
    """One row a view of ``bi`` (rows, hash over all of them in any order), and two for all.

    Columns that tell when something was done, not what is so, are left out. One of the two leaves
    out ``revisions``, the one view that tells how numbers came to be: a decision that was published
    and taken back leaves its trail there and nowhere else.
    """
    with connect(settings).connect() as connection:
        rows = [_digest_of(connection, view) for view in _views(connection)]
    state = [row for row in rows if row["view"] != "revisions"]
    return [*rows, _over("(all but revisions)", state), _over("(all)", rows)]


def _over(name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    together = _hash(f"{row['view']}:{row['sha256']}" for row in rows)
    return {"view": name, "rows": sum(int(row["rows"]) for row in rows), "sha256": together}


def _views(connection: Connection) -> list[str]:
    query = "SELECT viewname FROM pg_views WHERE schemaname = 'bi' ORDER BY viewname"
    return list(connection.execute(text(query)).scalars())


def _digest_of(connection: Connection, view: str) -> dict[str, Any]:
    columns = connection.execute(
        text(
            "SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) "
            "FROM information_schema.columns WHERE table_schema = 'bi' AND table_name = :view "
            "AND data_type <> 'timestamp with time zone'"
        ),
        {"view": view},
    ).scalar_one()
    query = f'SELECT (t.*)::text FROM (SELECT {columns} FROM bi."{view}") AS t'  # noqa: S608
    lines = sorted(connection.execute(text(query)).scalars())
    return {"view": view, "rows": len(lines), "sha256": _hash(lines)}


def _hash(lines: Iterable[str]) -> str:
    digest_ = hashlib.sha256()
    for line in lines:
        digest_.update(line.encode() + b"\n")
    return digest_.hexdigest()[:16]
