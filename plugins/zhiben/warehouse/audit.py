"""Checks what was built aside before anyone sees it: each check is a query that finds nothing."""

from __future__ import annotations

import logging
from datetime import date
from itertools import takewhile
from pathlib import Path

from sqlalchemy import Connection

from zhiben.errors import ZhibenError

log = logging.getLogger(__name__)
SHOWN = 5


def audit(connection: Connection, sql: Path, night: date) -> list[str]:
    """Run every ``checks/*.sql`` below ``sql``; give back what the ``warn_`` ones found.

    What a check found is told with the comment that heads its file: what is wrong, what to do.

    Raises:
        ZhibenError: when a ``fail_`` check finds a row; the message shows the first ones.
    """
    failures: list[str] = []
    warnings: list[str] = []
    for path in sorted(sql.glob("*/checks/*.sql")):
        found = _found(connection, path, night)
        if not found:
            continue
        (failures if path.name.startswith("fail_") else warnings).append(found)
    for warning in warnings:
        log.warning("%s", warning)
    if failures:
        raise ZhibenError(
            f"The night {night} is not published: " + "; ".join(failures),
            "Yesterday's numbers stand. Mend the cause and run the night again.",
        )
    return warnings


def _found(connection: Connection, path: Path, night: date) -> str:
    query = path.read_text(encoding="utf-8")
    rows = connection.exec_driver_sql(query, {"night": night}).fetchall()
    if not rows:
        return ""
    name = f"{path.parent.parent.name}/{path.stem}"
    shown = ", ".join(str(tuple(row)) for row in rows[:SHOWN])
    return f"{name} found {len(rows)}: {shown}. {_comment(query)}"


def _comment(query: str) -> str:
    """The comment at the head of a check, on one line."""
    lines = takewhile(lambda line: line.startswith("--"), query.splitlines())
    return " ".join(line.removeprefix("--").strip() for line in lines)
