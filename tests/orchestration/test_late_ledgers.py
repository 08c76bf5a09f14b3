"""Ledgers that come late, out of order or again: what each does to items and to past nights."""

from __future__ import annotations

from itertools import pairwise, permutations

import pytest
from sqlalchemy import Engine

from tests.orchestration.doubts import publish
from tests.orchestration.made import ask, contract, put, row, run
from zhiben.settings import Settings

HISTORY = """
SELECT valid_from::text, valid_to::text, status FROM bi.item_history ORDER BY item_id, valid_from
"""
NOW = """
SELECT business_date::text, open_count, rectified_count, verified_count
FROM bi.item_daily_now ORDER BY 1
"""
DIFFERENT = """
SELECT business_date::text, metric, old_value::int, new_value::int FROM bi.revisions
WHERE NOT is_published ORDER BY 1, 2
"""
MISSING = "SELECT source_key, missing_since::text FROM core.source_rows ORDER BY 1"
OPEN, DONE, CLOSED = "未整改", "已整改", "已销号"


def come(
    settings: Settings, warehouse: Engine, night: str, day: str, *rows: dict[str, str]
) -> None:
    """A ledger of a ``day`` in March that comes with a ``night``, which is published then."""
    path = put(settings, f"2026-03-{day}", *rows)
    path.write_text(f"{day}日台账\n{path.read_text('utf-8')}", "utf-8")  # no two files are equal
    assert run(f"2026-03-{night}") == {"a": None}
    publish(warehouse, f"2026-03-{night}")


def publish_empty(warehouse: Engine, *days: str) -> None:
    for day in days:
        run(f"2026-03-{day}")
        publish(warehouse, f"2026-03-{day}")


@pytest.mark.parametrize("order", list(permutations(("05", "06", "07"))), ids="-".join)
@pytest.mark.parametrize(("mode", "last"), [("full", OPEN), ("delta", CLOSED)])
def test_in_whatever_order_ledgers_come_the_past_is_told_as_they_are_dated(
    settings: Settings, warehouse: Engine, mode: str, last: str, order: tuple[str, ...]
) -> None:
    contract(settings, delivery={"mode": mode})
    publish_empty(warehouse, "05", "06", "07")
    said = {"05": OPEN, "06": DONE, "07": last}
    for night, day in zip(("08", "09", "10"), order, strict=True):
        come(settings, warehouse, night, day, row(1, 整改状态=said[day]))
    days = [(since, until) for since, until, _ in ask(warehouse, HISTORY)]
    assert days == list(pairwise(("2026-03-05", "2026-03-06", "2026-03-07", None)))
    assert {night[-2:]: done for night, _, done, _ in ask(warehouse, NOW)} == {
        "05": 0, "06": 1, "07": 0, "08": 0, "09": 0, "10": 0,
    }  # fmt: skip


@pytest.mark.parametrize("mode", ["full", "delta"])
@pytest.mark.parametrize(
    ("said", "corrected", "status"), [(OPEN, DONE, "rectified"), (DONE, OPEN, "open")]
)
def test_a_correction_that_comes_the_same_night_holds_for_every_row(
    settings: Settings, warehouse: Engine, mode: str, said: str, corrected: str, status: str
) -> None:
    contract(settings, delivery={"mode": mode})
    for name, word in (("台账.csv", said), ("更正.csv", corrected)):
        rows = (row(number, 整改状态=word) for number in range(1, 9))
        put(settings, "2026-03-05", *rows, name=name)
        run("2026-03-05")
        publish(warehouse, "2026-03-05")
    assert ask(warehouse, "SELECT status FROM bi.rectification_items") == [status] * 8
    assert ask(warehouse, "SELECT new_value FROM bi.item_changes") == [status] * 8


def test_a_full_ledger_older_than_one_loaded_speaks_for_its_own_days_only(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    come(settings, warehouse, "05", "05", row(1))
    publish_empty(warehouse, "06")
    come(settings, warehouse, "07", "07", row(1))
    come(settings, warehouse, "08", "06", row(1, 整改状态=DONE))
    assert [state[0::2] for state in ask(warehouse, HISTORY)] == [
        ("2026-03-05", "open"), ("2026-03-06", "rectified"), ("2026-03-07", "open"),
    ]  # fmt: skip
    assert ask(warehouse, DIFFERENT) == [("2026-03-06", "rectified_count", 0, 1)]
    assert ask(warehouse, "SELECT status, reopened_count FROM bi.rectification_items") == [
        ("open", 1)
    ]


def test_a_late_word_that_reopens_after_the_grace_days_founds_nothing(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings, grace_days=1)
    come(settings, warehouse, "05", "05", row(1, 整改状态=CLOSED))
    come(settings, warehouse, "12", "12", row(1, 整改状态=CLOSED))
    come(settings, warehouse, "13", "10", row(1, 整改状态=OPEN))
    assert ask(warehouse, "SELECT status FROM bi.rectification_items") == ["verified"]


def test_a_row_that_an_older_ledger_does_not_list_is_not_missing(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    come(settings, warehouse, "05", "05", row(1), row(2))
    come(settings, warehouse, "07", "07", row(1), row(2))
    come(settings, warehouse, "08", "06", row(1))
    assert ask(warehouse, MISSING) == [("1", None), ("2", None)]


def test_a_row_that_is_gone_stays_gone_when_an_older_ledger_lists_it(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    come(settings, warehouse, "05", "05", row(1), row(2))
    come(settings, warehouse, "07", "07", row(2))
    come(settings, warehouse, "08", "06", row(1, 整改状态=DONE), row(2))
    assert ask(warehouse, MISSING) == [("1", "2026-03-07"), ("2", None)]
    statuses = ask(warehouse, "SELECT status FROM bi.rectification_items ORDER BY 1")
    assert statuses == ["open", "rectified"]


def test_a_row_that_vanished_and_came_back_is_the_same_item_in_the_same_state(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    come(settings, warehouse, "05", "05", row(1), row(2))
    come(settings, warehouse, "06", "06", row(2))
    gone = "SELECT missing_since::text FROM bi.rectification_items ORDER BY 1"
    assert ask(warehouse, gone) == ["2026-03-06", None]
    come(settings, warehouse, "07", "07", row(1), row(2))
    assert ask(warehouse, gone) == [None, None]
    assert [state[0::2] for state in ask(warehouse, HISTORY)] == [("2026-03-05", "open")] * 2


def test_a_row_that_only_an_older_ledger_lists_is_missed_by_the_next(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    come(settings, warehouse, "07", "07", row(2))
    come(settings, warehouse, "08", "06", row(1), row(2))
    come(settings, warehouse, "09", "09", row(2))
    assert ask(warehouse, MISSING) == [("1", "2026-03-07"), ("2", None)]
    known = {night[-2:]: found for night, found, *_ in ask(warehouse, NOW)}
    assert known == {"07": 2, "08": 2, "09": 2}


@pytest.mark.parametrize(
    ("mode", "last", "missing_since"),
    [("full", (1, 3), "2026-03-07"), ("full", (1, 2, 3), None), ("delta", (1, 3), None)],
    ids=["gone for good", "listed again", "delta"],
)
def test_a_row_of_a_late_ledger_is_missing_since_the_newer_one_that_was_loaded(
    settings: Settings, warehouse: Engine, mode: str, last: tuple[int, ...], missing_since: str
) -> None:
    contract(settings, delivery={"mode": mode})
    come(settings, warehouse, "07", "07", row(1), row(3))
    come(settings, warehouse, "08", "06", row(1), row(2))
    come(settings, warehouse, "09", "09", *map(row, last))
    assert ask(warehouse, MISSING) == [("1", None), ("2", missing_since), ("3", None)]


def test_a_corrected_ledger_of_a_past_day_corrects_that_day(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    come(settings, warehouse, "05", "05", row(1, 整改状态=DONE))
    come(settings, warehouse, "06", "06", row(1))
    put(settings, "2026-03-05", row(1), name="更正.csv")
    run("2026-03-07")
    publish(warehouse, "2026-03-07")
    assert ask(warehouse, DIFFERENT) == [("2026-03-05", "rectified_count", 1, 0)]
    assert [state[0::2] for state in ask(warehouse, HISTORY)] == [("2026-03-05", "open")]
