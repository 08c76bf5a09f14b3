"""Night after night the whole ledger comes, and only what differs is loaded."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from tests.orchestration.doubts import publish
from tests.orchestration.made import ask, contract, deliveries, put, row, run
from zhiben.settings import Settings

ITEMS = "items_new, items_updated, items_unchanged, items_duplicate"
STATE = "SELECT source_key, status, missing_since::text FROM core.source_rows ORDER BY source_key"
DAYS = ("2026-03-05", "2026-03-06", "2026-03-07")
DONE = {"整改状态": "已整改"}


def run_nights(settings: Settings, *ledgers: list[dict[str, str]]) -> None:
    """One ledger a night, from 5 March on."""
    for day, rows in zip(DAYS, ledgers, strict=False):
        put(settings, day, *rows)
        assert run(day) == {"a": None}


def test_unchanged_rows_are_counted_not_loaded(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    run_nights(settings, [row(1), row(2)], [row(1), row(2), row(3)])
    assert deliveries(warehouse, f"rows_loaded, rows_unchanged, {ITEMS}") == [
        (2, 0, 2, 0, 0, 0), (3, 2, 1, 0, 2, 0),
    ]  # fmt: skip
    assert ask(warehouse, "SELECT COUNT(*) FROM core.statements") == [3]


def test_rows_alike_are_counted_as_often_as_they_stand_there(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings, key=[])
    parts = row(9, 隐患描述="1.无证上岗；2.阀门漏油")
    run_nights(settings, [row(1), row(1), row(2), parts], [row(1), row(2, **DONE), parts])
    assert deliveries(warehouse, f"rows_loaded, {ITEMS}")[1] == (3, 0, 1, 3, 0)


def test_a_moved_serial_number_is_no_change(settings: Settings, warehouse: Engine) -> None:
    contract(settings, key=[])
    moved = [row(9, 序号="1"), row(1, 序号="2"), row(2, 序号="3")]
    run_nights(settings, [row(1), row(2)], moved)
    assert deliveries(warehouse, f"rows_loaded, rows_unchanged, {ITEMS}")[1] == (3, 2, 1, 0, 2, 0)


def test_changed_status_is_an_update(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    run_nights(settings, [row(1), row(2)], [row(1, **DONE), row(2)])
    assert deliveries(warehouse, ITEMS)[1] == (0, 1, 1, 0)
    assert ask(warehouse, STATE) == [("1", "rectified", None), ("2", "open", None)]


def test_row_that_says_the_same_in_another_column_order_is_unchanged(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    run_nights(settings, [row(1)])
    put(settings, DAYS[1], row(1), headings=["整改状态", *list(row(1))[:4]])
    run(DAYS[1])
    assert deliveries(warehouse, f"rows_unchanged, {ITEMS}")[1] == (0, 0, 0, 1, 0)
    assert ask(warehouse, "SELECT business_date::text FROM core.source_rows") == [DAYS[0]]


@pytest.mark.parametrize(("mode", "missing_since"), [("full", "2026-03-06"), ("delta", None)])
def test_row_gone_is_missing_from_a_full_ledger_only(
    settings: Settings, warehouse: Engine, mode: str, missing_since: str | None
) -> None:
    contract(settings, delivery={"mode": mode})
    run_nights(settings, [row(1), row(2)], [row(2, **DONE)])
    assert ask(warehouse, STATE) == [("1", "open", missing_since), ("2", "rectified", None)]


def test_row_that_came_back_is_missing_no_more(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    run_nights(settings, [row(1), row(2)], [row(2)], [row(1), row(2), row(3)])
    assert [missing for _, _, missing in ask(warehouse, STATE)] == [None, None, None]
    assert deliveries(warehouse, ITEMS)[2] == (1, 1, 1, 0)


@pytest.mark.parametrize("zero", ["", "本期无隐患"], ids=["headings only", "zero report"])
def test_empty_ledger_is_loaded_and_lists_nothing(
    settings: Settings, warehouse: Engine, zero: str
) -> None:
    contract(settings)
    run_nights(settings, [row(1)], [{"企业名称": zero}] if zero else [])
    assert deliveries(warehouse, "status, rows_loaded")[1] == ("loaded", 0)
    assert ask(warehouse, STATE) == [("1", "open", "2026-03-06")]


def test_second_file_of_a_day_loaded_later_hides_no_row_of_the_first(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    run_nights(settings, [row(1)], [row(1), row(2)])
    put(settings, DAYS[1], row(3), name="另一镇.csv")
    run(DAYS[1])
    assert [missing for _, _, missing in ask(warehouse, STATE)] == [None, None, None]


def test_several_files_of_a_day_are_one_ledger(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    for day in DAYS[:2]:
        put(settings, day, row(1), row(9 if day == DAYS[0] else 8), name="东镇.csv")
        put(settings, day, row(2), name="西镇.csv")
        run(day)
    missing = {key: since for key, _, since in ask(warehouse, STATE)}
    assert missing == {"1": None, "2": None, "8": None, "9": "2026-03-06"}


def test_older_ledger_sent_again_takes_back_what_came_since(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    run_nights(settings, [row(1)], [row(1, **DONE), row(2)], [row(1)])
    assert deliveries(warehouse) == ["loaded"] * 3
    assert ask(warehouse, STATE) == [("1", "open", None), ("2", "open", "2026-03-07")]


def test_a_found_date_mended_without_a_key_is_an_update(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings, key=[])
    mended = row(1, 检查日期="2026-03-02")
    run_nights(settings, [row(1, 检查日期="2025-03-02"), row(2)], [mended, row(2)])
    publish(warehouse, *DAYS[:2])
    assert deliveries(warehouse, ITEMS)[1] == (0, 1, 1, 0)
    found = "SELECT found_on::text FROM bi.rectification_items ORDER BY description"
    assert ask(warehouse, found) == ["2026-03-02", "2026-03-01"]


def test_a_row_gone_beside_one_that_is_listed_has_no_say(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings, key=[])
    twice = [row(1), row(1, 整改状态="已销号")]
    run_nights(settings, twice, twice[1:], twice)
    publish(warehouse, *DAYS)
    history = "SELECT valid_from::text, status FROM bi.item_history ORDER BY 1"
    assert ask(warehouse, history) == list(zip(DAYS, ("open", "verified", "open"), strict=True))


@pytest.mark.parametrize("key", [["序号"], []], ids=["keyed", "unkeyed"])
@pytest.mark.parametrize(
    ("cells", "missing"),
    [
        ({"整改状态": "处理ing"}, None),
        ({"检查日期": "2026-02-30"}, None),
        ({"企业名称": ""}, None),
        ({"企业名称": "乙厂", "隐患描述": "阀门漏油", "整改状态": "处理ing"}, DAYS[1]),
    ],
)
def test_a_row_that_is_refused_tonight_is_listed(
    settings: Settings,
    warehouse: Engine,
    key: list[str],
    cells: dict[str, str],
    missing: str | None,
) -> None:
    contract(settings, key=key)
    known = [row(1), row(2), row(3)]
    run_nights(settings, known, [known[0] | cells, row(2)])
    found = "SELECT missing_since::text FROM core.source_rows ORDER BY text_key"
    assert ask(warehouse, found) == [missing, None, DAYS[1]]


WHOLE, CLOSED, OTHER = (row(1), row(2)), (row(1, **DONE),), (row(2),)
SINCE = [("1", "rectified", None), ("2", "open", DAYS[1])]
AS_BEFORE = [("1", "rectified", None), ("2", "open", None)]


@pytest.mark.parametrize(
    ("runs", "again", "status", "state"),
    [
        ([[WHOLE], [CLOSED]], [WHOLE], "loaded", [("1", "open", None), ("2", "open", None)]),
        ([[WHOLE], [CLOSED]], [CLOSED], "loaded", SINCE),
        ([[CLOSED, OTHER]], [CLOSED], "loaded", SINCE),
        ([[CLOSED, OTHER]], [OTHER, CLOSED], "unchanged", AS_BEFORE),
        ([[CLOSED], [OTHER]], [CLOSED, OTHER], "unchanged", AS_BEFORE),
        ([[CLOSED, OTHER]], [CLOSED, OTHER, (row(3),)], "unchanged",
         [*AS_BEFORE, ("3", "open", None)]),
    ],
    ids=["reverted", "corrected since", "one gone", "same names for others", "two runs", "more"],
)  # fmt: skip
def test_bytes_sent_again_are_unchanged_where_all_that_made_up_the_ledger_came_again(
    settings: Settings, warehouse: Engine, runs: Any, again: Any, status: str, state: Any
) -> None:
    contract(settings)
    for place, files in enumerate(runs):
        put_all(settings, DAYS[0], files, "东西"[place])
    put_all(settings, DAYS[1], again, "又")
    said = deliveries(warehouse, "business_date::text, status")
    assert next(found for day, found in said if day == DAYS[1]) == status
    assert ask(warehouse, STATE) == state


@pytest.mark.parametrize("mode", ["full", "delta"])
def test_a_copy_of_the_same_day_and_of_a_delta_is_unchanged(
    settings: Settings, warehouse: Engine, mode: str
) -> None:
    contract(settings, delivery={"mode": mode})
    put_all(settings, DAYS[0], [WHOLE, (row(3),)], "东")
    put_all(settings, DAYS[0] if mode == "full" else DAYS[1], [WHOLE], "又")
    assert sorted(deliveries(warehouse)) == ["loaded", "loaded", "unchanged"]


def put_all(settings: Settings, day: str, files: Any, name: str) -> None:
    """Send files together for a day, and run its night."""
    for place, rows in enumerate(files):
        put(settings, day, *rows, name=f"{name}{place}.csv")
    assert run(day) == {"a": None}


WORLD = """
SELECT source, source_key, part, item_id, status, row_hash, missing_since, business_date
FROM core.source_rows ORDER BY source, row_key
"""


@pytest.mark.parametrize("mode", ["full", "delta"])
def test_nights_caught_up_at_once_are_the_nights_one_by_one(
    settings: Settings, warehouse: Engine, mode: str
) -> None:
    contract(settings, delivery={"mode": mode})
    parts = row(9, 隐患描述="1.无证上岗；2.阀门漏油")
    run_nights(settings, [row(1), row(2), parts], [row(1, **DONE), parts], [row(1), row(2), parts])
    counts = f"status, rows_received, {ITEMS}"
    one_by_one = ask(warehouse, WORLD), deliveries(warehouse, counts)
    forget(warehouse)
    run(DAYS[2])
    assert (ask(warehouse, WORLD), deliveries(warehouse, counts)) == one_by_one


def forget(warehouse: Engine) -> None:
    """Empty the warehouse of all that nights brought."""
    tables = "ledger.deliveries, ledger.source_columns, core.items, core.enterprises"
    with warehouse.begin() as connection:
        connection.exec_driver_sql(f"TRUNCATE {tables} CASCADE")


@pytest.mark.parametrize(
    ("before", "after", "status", "is_open"),
    [
        ({"verifies": True}, {"verifies": False}, "rectified", False),
        ({"verifies": False}, {"verifies": True}, "rectified", True),
        ({"authority": 50}, {"authority": 10}, "verified", False),
        ({"authority": 10}, {"authority": 50}, "rectified", True),
    ],
)
def test_what_a_contract_says_of_its_words_holds_from_the_next_ledger_on(
    settings: Settings,
    warehouse: Engine,
    before: dict[str, Any],
    after: dict[str, Any],
    status: str,
    is_open: bool,
) -> None:
    contract(settings, **before)
    contract(settings, "b")
    if "authority" in before:
        put(settings, DAYS[0], row(1, 整改状态="已销号"), source="b")
    put(settings, DAYS[0], row(1, **DONE))
    run(DAYS[0])
    contract(settings, **after)
    put(settings, DAYS[1], row(1, **DONE), row(2))
    run(DAYS[1])
    publish(warehouse, *DAYS[:2])
    shown = "SELECT status, is_open FROM bi.rectification_items WHERE description LIKE '1号%'"
    assert ask(warehouse, shown) == [(status, is_open)]
