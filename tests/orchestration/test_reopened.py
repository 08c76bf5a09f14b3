"""What a source opens again: the same item in its grace days, after them one that came back."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.orchestration.doubts import publish
from tests.orchestration.made import ask, contract, put, row, run
from zhiben.settings import Settings

HISTORY = "SELECT valid_from::text, status FROM bi.item_history ORDER BY item_id, valid_from"
ITEMS = """
SELECT item.status, item.reopened_count, before.status
FROM bi.rectification_items AS item
LEFT JOIN bi.rectification_items AS before ON item.recurrence_of = before.item_id
ORDER BY item.recurrence_of IS NOT NULL, item.recurrence_of
"""
CLOSED, OPEN = "已销号", "未整改"
KEYS = pytest.mark.parametrize("key", [["序号"], []], ids=["keyed", "unkeyed"])


def nights(settings: Settings, warehouse: Engine, *told: tuple[str, dict[str, str]]) -> None:
    """Nights of a ledger with one row, built and published one after the other."""
    for day, cells in told:
        path = put(settings, day, row(1, **cells))
        path.write_text(f"{day}台账\n{path.read_text('utf-8')}", "utf-8")  # no two files are equal
        assert run(day) == {"a": None}
        publish(warehouse, day)


def states(*told: tuple[str, str]) -> tuple[tuple[str, dict[str, str]], ...]:
    return tuple((f"2026-03-{day}", {"整改状态": status}) for day, status in told)


@KEYS
def test_a_closure_taken_back_reopens_the_item(
    settings: Settings, warehouse: Engine, key: list[str]
) -> None:
    contract(settings, key=key)
    nights(settings, warehouse, *states(("05", OPEN), ("06", CLOSED), ("09", OPEN)))
    assert ask(warehouse, HISTORY) == [
        ("2026-03-05", "open"), ("2026-03-06", "verified"), ("2026-03-09", "open"),
    ]  # fmt: skip
    assert ask(warehouse, ITEMS) == [("open", 1, None)]


@KEYS
@pytest.mark.parametrize(("mode", "grace", "day"), [("full", 3, "10"), ("delta", 0, "07")])
def test_opened_again_after_its_grace_days_the_hazard_came_back(
    settings: Settings, warehouse: Engine, key: list[str], mode: str, grace: int, day: str
) -> None:
    contract(settings, key=key, grace_days=grace, delivery={"mode": mode})
    nights(settings, warehouse, *states(("05", OPEN), ("06", CLOSED), (day, OPEN)))
    assert ask(warehouse, ITEMS) == [("verified", 0, None), ("open", 0, "verified")]
    nights(settings, warehouse, *states(("20", CLOSED)))
    assert ask(warehouse, ITEMS) == [("verified", 0, None), ("verified", 0, "verified")]


def test_a_late_ledger_from_before_the_closing_opens_nothing(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    nights(settings, warehouse, *states(("05", OPEN), ("12", CLOSED)))
    put(settings, "2026-03-08", row(1, 整改状态="整改中"))
    run("2026-03-20")
    publish(warehouse, "2026-03-20")
    assert ask(warehouse, ITEMS) == [("verified", 0, None)]
    assert ("2026-03-08", "in_progress") in ask(warehouse, HISTORY)


@pytest.mark.parametrize(("found", "items"), [("2026-03-06", 1), ("2026-03-07", 2)])
def test_found_again_under_another_number(
    settings: Settings, warehouse: Engine, found: str, items: int
) -> None:
    contract(settings)
    again = {"序号": "7", "检查日期": found}
    nights(settings, warehouse, *states(("05", OPEN), ("06", CLOSED)), ("2026-03-20", again))
    assert len(ask(warehouse, ITEMS)) == items


def test_words_that_the_contract_reads_otherwise_take_nothing_back(
    settings: Settings, warehouse: Engine
) -> None:
    for day, meaning in (("05", "verified"), ("20", "in_progress")):
        contract(settings, values={"status": {"办结": meaning}})
        nights(settings, warehouse, *states((day, "办结")))
    assert ask(warehouse, ITEMS) == [("in_progress", 1, None)]
