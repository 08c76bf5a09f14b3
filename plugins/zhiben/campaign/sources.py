"""Keeps what each source promised, from the night on that its contract said so."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select, update

from zhiben.contracts import Contract
from zhiben.warehouse.history import source_history

_Promise = dict[str, Any]
_DAYS = {"valid_from", "valid_to"}


def note_promises(
    connection: Connection,
    contracts: Mapping[str, Contract],
    night: date,
    unreadable: Collection[str] = (),
) -> None:
    """Begin a new state of each source whose contract says otherwise than before ``night``.

    One whose contract is gone goes on without; one whose contract is ``unreadable`` goes on as it
    was. A state that begins on this night, or on a later one, is put right in place.
    """
    query = select(source_history).where(source_history.c.valid_to.is_(None))
    known = {row["source"]: dict(row) for row in connection.execute(query).mappings()}
    for source in sorted({*contracts, *known} - {*unreadable}):
        before = known.get(source)
        promise = _promise(contracts[source]) if source in contracts else {"has_contract": False}
        if before is None:
            _begin(connection, {"source": source, **promise}, night)
        elif any(before[name] != value for name, value in promise.items()):
            _change(connection, before, promise, night)


def _promise(contract: Contract) -> _Promise:
    return {
        "county_code": contract.county,
        "department": contract.department,
        "kind": contract.kind,
        "channel": contract.channel,
        "authority": contract.weight,
        "verifies": contract.verifies,
        "mode": contract.delivery.mode,
        "programmes": sorted(contract.programmes),
        "has_contract": True,
    }


def _change(connection: Connection, before: _Promise, promise: _Promise, night: date) -> None:
    is_this = (source_history.c.source == before["source"]) & source_history.c.valid_to.is_(None)
    if before["valid_from"] >= night:
        connection.execute(update(source_history).where(is_this).values(promise))
        return
    connection.execute(update(source_history).where(is_this).values(valid_to=night))
    kept = {name: value for name, value in before.items() if name not in _DAYS}
    _begin(connection, kept | promise, night)


def _begin(connection: Connection, state: _Promise, night: date) -> None:
    connection.execute(insert(source_history).values({**state, "valid_from": night}))
