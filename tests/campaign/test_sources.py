"""What sources promised is kept from the night on that their contracts said so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, text

from zhiben.campaign.sources import note_promises
from zhiben.contracts import Contract

MARCH = [date(2026, 3, day) for day in range(1, 10)]
Noted = tuple[int, dict[str, Any] | None]
STATES = text(
    "SELECT valid_from, valid_to, authority, has_contract FROM bi.source_history ORDER BY 1"
)


def _contract(**changes: Any) -> Contract:
    plain = {"source": "a", "county": "411624", "department": "应急管理局", "kind": "hazard"}
    return Contract.model_validate(plain | changes)


@pytest.mark.parametrize(
    ("noted", "states"),
    [
        ([(1, {}), (2, {})], [(1, None, 30, True)]),
        ([(1, {}), (4, {"authority": 35})], [(1, 4, 30, True), (4, None, 35, True)]),
        ([(1, {}), (4, {"contact": {"name": "数据员"}})], [(1, None, 30, True)]),
        ([(2, {}), (2, {"authority": 35})], [(2, None, 35, True)]),
        ([(4, {}), (2, {"authority": 35})], [(4, None, 35, True)]),
        (
            [(1, {}), (3, None), (5, {})],
            [(1, 3, 30, True), (3, 5, 30, False), (5, None, 30, True)],
        ),
    ],
    ids=["the same", "another", "nothing of note", "same night", "earlier night", "gone and back"],
)
def test_states_follow_the_contract(
    warehouse: Engine, noted: list[Noted], states: list[tuple[int, int | None, int, bool]]
) -> None:
    for night, changes in noted:
        contracts = {} if changes is None else {"a": _contract(**changes)}
        with warehouse.begin() as connection:
            note_promises(connection, contracts, MARCH[night])
    with warehouse.connect() as connection:
        found = [tuple(row) for row in connection.execute(STATES)]
    assert found == [(MARCH[a], MARCH[b] if b else None, *rest) for a, b, *rest in states]


def test_a_contract_that_cannot_be_read_changes_nothing(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        note_promises(connection, {"a": _contract()}, MARCH[1])
        note_promises(connection, {}, MARCH[2], unreadable=["a"])
        assert len(connection.execute(STATES).all()) == 1
