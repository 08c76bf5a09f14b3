"""Notes the deliveries that were due and did not come."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert

from zhiben.contracts import Contract
from zhiben.matching import stable_id
from zhiben.warehouse.schema import deliveries


def window_due(contract: Contract, night: date) -> tuple[date, date] | None:
    """First and last day within which the source should have delivered by ``night``.

    None on nights that end no period: weekly sources are due on Sundays, monthly ones on the
    month's last day.
    """
    every = contract.delivery.every
    if every == "week":
        return (night - timedelta(days=6), night) if night.isoweekday() == 7 else None
    if every == "month":
        ends = (night + timedelta(days=1)).day == 1
        return (night.replace(day=1), night) if ends else None
    return night, night


def note_missing(
    connection: Connection,
    owed: Iterable[tuple[Contract, date]],
    tonight: date,
    lying: Callable[[str], Iterable[date]],
) -> int:
    """Write a delivery row for each night a source owed one for; give back how many are missing.

    A delivery that came after all, in a second run of the same night, takes its place. ``lying``
    gives the dates of a source's files in the inbox: one that could not be taken is no missing one.
    """
    came = _days_by_source(connection, tonight)
    missing = []
    for contract, night in owed:
        window = window_due(contract, night)
        if window is None:
            continue
        if _any_within(window, came.get(contract.source, ())):
            _forget_missing(connection, contract.source, night)
        elif not _any_within(window, lying(contract.source)):
            missing.append(_missing_row(contract, *window))
    if missing:
        connection.execute(insert(deliveries).on_conflict_do_nothing(), missing)
    return len(missing)


def _any_within(window: tuple[date, date], days: Iterable[date]) -> bool:
    return any(window[0] <= day <= window[1] for day in days)


def _days_by_source(connection: Connection, night: date) -> dict[str, list[date]]:
    query = (
        select(deliveries.c.source, deliveries.c.business_date)
        .where(
            deliveries.c.status != "missing",
            deliveries.c.night <= night,
            deliveries.c.business_date > night - timedelta(days=31),
        )
        .distinct()
    )
    found: dict[str, list[date]] = {}
    for source, day in connection.execute(query):
        found.setdefault(source, []).append(day)
    return found


def _forget_missing(connection: Connection, source: str, night: date) -> None:
    table = deliveries.c
    connection.execute(
        delete(deliveries).where(
            table.source == source, table.night == night, table.status == "missing"
        )
    )


def _missing_row(contract: Contract, since: date, night: date) -> dict[str, object]:
    return {
        "delivery_id": stable_id("D", contract.source, night.isoformat(), "missing"),
        "source": contract.source,
        "kind": contract.kind,
        "county_code": contract.county,
        "business_date": night,
        "night": night,
        "due_since": since,
        "status": "missing",
        "is_late": False,
        "message": f"应于{night.isoformat()}报送，没有收到。",
    }
