"""Explains a printed number: its definition, its query, and the first rows behind it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, text

from zhiben.errors import ZhibenError
from zhiben.reporting import Issue, Printed, Week
from zhiben.reporting.issuing import edition, newest
from zhiben.settings import Settings
from zhiben.warehouse.connection import connect
from zhiben.warehouse.query import read_only

FIRST_ROWS = 10
_DEFINITION = text("SELECT name_zh, definition, unit FROM bi.metrics WHERE metric = :metric")


def explain(
    settings: Settings, week: Week, number: int, of_edition: int | None = None
) -> dict[str, Any]:
    """Everything about number ``number`` of a week's newest (or another) edition.

    Raises:
        ZhibenError: when the week's summary was not written, or has no such edition or number.
    """
    with connect(settings).connect() as connection:
        issue = _issue(connection, week, of_edition)
        one = _number(issue, number)
        defined = connection.execute(_DEFINITION, {"metric": one.metric}).mappings().first()
    behind = read_only(settings, f"SELECT * FROM ({one.rows_sql}) AS behind LIMIT {FIRST_ROWS}")  # noqa: S608
    counted = read_only(settings, f"SELECT COUNT(*) AS rows FROM ({one.rows_sql}) AS behind")  # noqa: S608
    (now,) = read_only(settings, one.sql) or [{"printed": None}]
    return {
        "week": week.label,
        "edition": issue.edition,
        "issued_at": issue.issued_at,
        **(dict(defined) if defined else {"name_zh": None, "definition": None, "unit": None}),
        **asdict(one),
        "value_now": next(iter(now.values())),
        "row_count": counted[0]["rows"],
        "rows": behind,
    }


def _issue(connection: Connection, week: Week, number: int | None) -> Issue:
    found = edition(connection, week, number) if number else newest(connection, week)
    if found is None:
        which = f"edition {number} of the summary" if number else "summary"
        raise ZhibenError(
            f"There is no {which} of {week.label}.", f"Write it: zhiben week {week.label}"
        )
    return found


def _number(issue: Issue, number: int) -> Printed:
    if not 1 <= number <= len(issue.numbers):
        raise ZhibenError(
            f"The summary of {issue.week.label} has no number {number}.",
            f"Its numbers go from 1 to {len(issue.numbers)}; the page shows each on hovering.",
        )
    return issue.numbers[number - 1]
