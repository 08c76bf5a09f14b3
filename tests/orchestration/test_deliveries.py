"""What becomes of every file in the inbox, and of those that did not come."""

from __future__ import annotations

import resource
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.orchestration.made import CONTRACT, ask, contract, deliveries, put, put_text, row, run
from zhiben.contracts import Contract
from zhiben.errors import ZhibenError
from zhiben.landing import LOOSE
from zhiben.orchestration.expected import window_due
from zhiben.orchestration.tasks import load_night, plan_batches, take_batch
from zhiben.settings import Settings

SUNDAY = "2026-03-08"
GARBAGE = "这不是台账\n"


def archived(settings: Settings) -> list[Path]:
    return [path for path in settings.archive.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        pytest.param("2026-03-06", "台账.csv", id="another date"),
        pytest.param("2026-03-05", "副本.csv", id="another name"),
    ],
)
def test_same_bytes_again_are_unchanged(
    settings: Settings, warehouse: Engine, day: str, name: str
) -> None:
    contract(settings)
    put(settings, "2026-03-05", row(1))
    run("2026-03-05")
    put(settings, day, row(1), name=name)
    run(day)
    said = deliveries(warehouse, "status, rows_received, message")
    assert sorted(status for status, _, _ in said) == ["loaded", "unchanged"]
    assert any("与2026-03-05报送的“台账.csv”内容完全相同" in message for _, _, message in said)


def test_copies_taken_in_one_night_are_unchanged_too(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    for day in ("2026-03-05", "2026-03-06"):
        put(settings, day, row(1))
    run("2026-03-06")
    assert deliveries(warehouse) == ["loaded", "unchanged"]


def test_file_taken_stays_taken(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    path = put(settings, "2026-03-05", row(1))
    run("2026-03-05")
    path.touch()
    run("2026-03-05")
    run("2026-03-06")
    assert deliveries(warehouse) == ["loaded", "missing"]


def test_corrected_file_of_the_same_name_is_another_delivery(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    for status in ("未整改", "已整改"):
        put(settings, "2026-03-05", row(1, 整改状态=status))
        run("2026-03-05")
    assert deliveries(warehouse) == ["loaded", "loaded"]
    assert ask(warehouse, "SELECT status FROM core.source_rows") == ["rectified"]


def test_later_dated_file_waits_for_its_night(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    put(settings, "2026-03-06", row(1))
    run("2026-03-05")
    assert deliveries(warehouse) == ["missing"]
    run("2026-03-06")
    assert deliveries(warehouse, "status, is_late") == [("missing", False), ("loaded", False)]


def test_file_of_an_earlier_date_is_late(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    run("2026-03-05")
    put(settings, "2026-03-05", row(1))
    put(settings, "2026-03-06", row(2))
    run("2026-03-06")
    assert sorted(deliveries(warehouse, "status, is_late, business_date::text")) == [
        ("loaded", False, "2026-03-06"),
        ("loaded", True, "2026-03-05"),
        ("missing", False, "2026-03-05"),
    ]


def test_late_file_neither_overrules_nor_hides_newer_rows(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    put(settings, "2026-03-06", row(1, 整改状态="已整改"), row(2))
    run("2026-03-06")
    put(settings, "2026-03-05", row(1))
    put(settings, "2026-03-07", row(1), row(2))
    run("2026-03-07")
    state = "SELECT source_key, status, missing_since FROM core.source_rows ORDER BY 1"
    assert ask(warehouse, state) == [("1", "open", None), ("2", "open", None)]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("nobody/2026-03-05/台账.csv", "文件夹“nobody”没有对应的契约"),
        ("a/3月5日/台账.csv", "文件夹“3月5日”不是日期"),
        ("a/台账.csv", "文件不在日期文件夹中"),
        ("台账.csv", "直接放在了收件箱里"),
        ("a/2026-03-05/台账.csv", "没有找到台账的表头"),
        ("a/2026-03-05/台账.xlsx", "台账.xlsx"),
        ("a/2026-03-05/空.csv", "空.csv"),
    ],
)
def test_file_that_cannot_be_taken_is_rejected_and_archived(
    settings: Settings, warehouse: Engine, place: str, words: str
) -> None:
    contract(settings)
    put_text(settings, place, GARBAGE if "空" not in place else "")
    run("2026-03-05")
    ((status, message, received),) = deliveries(warehouse, "status, message, rows_received")[:1]
    assert (status, received) == ("rejected", 0)
    assert words in message
    assert len(archived(settings)) == 1


def test_rejected_file_is_tried_again_when_its_contract_changed_and_not_before(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    put(settings, "2026-03-05", {"毛病": "灭火器过期"}, headings=["毛病", "谁家", "哪天", "序号"])
    for night in ("2026-03-05", "2026-03-06"):
        run(night)
        assert deliveries(warehouse, "status, night::text")[0] == ("rejected", "2026-03-05")
    contract(
        settings,
        columns={"description": ["毛病"], "enterprise_name": ["谁家"], "found_on": ["哪天"]},
    )
    run("2026-03-07")
    assert deliveries(warehouse, "status, night::text, is_late")[0] == (
        "partial",
        "2026-03-07",
        True,
    )


def test_unknown_folder_is_taken_once_a_contract_is_there(
    settings: Settings, warehouse: Engine
) -> None:
    put(settings, "2026-03-05", row(1), source="b")
    run("2026-03-05")
    assert deliveries(warehouse) == ["rejected"]
    contract(settings, "b")
    run("2026-03-05")
    assert deliveries(warehouse) == ["loaded"]


def test_contract_fault_is_a_sentence_and_stops_no_other(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings, "a")
    contract(settings, "b", chanel="joint")
    for source in ("a", "b"):
        put(settings, "2026-03-05", row(1), source=source)
    troubles = run("2026-03-05")
    assert troubles["a"] is None
    assert "b.yaml:" in str(troubles["b"])
    assert "did you mean 'channel'" in str(troubles["b"])
    assert deliveries(warehouse, "source, status") == [("a", "loaded")]


def test_only_the_wanted_sources_are_taken(settings: Settings, warehouse: Engine) -> None:
    for source in ("a", "b"):
        contract(settings, source)
        put(settings, "2026-03-05", row(1), source=source)
    run("2026-03-05", "b")
    assert deliveries(warehouse, "source, status") == [("b", "loaded")]


@pytest.mark.parametrize(
    ("every", "night", "first_day"),
    [
        ("night", SUNDAY, SUNDAY),
        ("week", SUNDAY, "2026-03-02"),
        ("week", "2026-03-09", None),
        ("month", "2026-03-30", None),
        ("month", "2026-03-31", "2026-03-01"),
        ("month", "2024-02-29", "2024-02-01"),
        ("month", "2025-02-28", "2025-02-01"),
    ],
)
def test_deliveries_are_due_by_cadence(every: str, night: str, first_day: str | None) -> None:
    owed = Contract.model_validate(CONTRACT | {"delivery": {"every": every}})
    day = date.fromisoformat(night)
    first = date.fromisoformat(first_day) if first_day else None
    assert window_due(owed, day) == (None if first is None else (first, day))


@pytest.mark.parametrize(
    ("every", "delivered", "is_missing"),
    [
        ("night", "2026-03-07", True),
        ("week", "2026-03-02", False),
        ("week", "2026-03-01", True),
    ],
)
def test_delivery_owed_and_not_come_is_noted(
    settings: Settings, warehouse: Engine, every: str, delivered: str, is_missing: bool
) -> None:
    contract(settings, delivery={"every": every})
    put_text(settings, f"a/{delivered}/台账.csv", GARBAGE)
    run(SUNDAY)
    missing = "SELECT message FROM ledger.deliveries WHERE status = 'missing'"
    assert ask(warehouse, missing) == [f"应于{SUNDAY}报送，没有收到。"] * is_missing


def test_delivery_that_came_after_all_takes_the_place_of_the_missing_one(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    run("2026-03-05")
    put(settings, "2026-03-05", row(1))
    run("2026-03-05")
    assert deliveries(warehouse) == ["loaded"]


def test_file_that_lies_there_untaken_is_not_called_missing(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    put(settings, "2026-03-05", row(1))
    load_night("2026-03-05", [])
    assert deliveries(warehouse) == []


@pytest.mark.parametrize(("wanted", "planned"), [([], ["a", "b", "c"]), (["b"], ["b"])])
def test_plan_holds_contracts_faults_and_folders(
    settings: Settings, wanted: list[str], planned: list[str]
) -> None:
    contract(settings, "a")
    contract(settings, "b", chanel="joint")
    put(settings, "2026-03-05", row(1), source="c")
    night = "2026-03-05"
    assert plan_batches(night, wanted, 4) == [{"night": night, "sources": planned}]


def test_source_nobody_knows_is_a_sentence(settings: Settings) -> None:
    with pytest.raises(ZhibenError, match="No contract and no inbox folder for c"):
        plan_batches("2026-03-05", ["c"], 1)


def test_taking_again_before_loading_changes_nothing(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    put(settings, "2026-03-05", row(1))
    for _ in range(2):
        take_batch(["a"], "2026-03-05")
    load_night("2026-03-05", [])
    assert deliveries(warehouse, "status, items_new") == [("loaded", 1)]


@pytest.mark.parametrize("name", ["台账.csv", "更正.csv"], ids=["overwritten", "replaced"])
def test_a_file_replaced_after_a_night_died_is_not_loaded(
    settings: Settings, warehouse: Engine, name: str
) -> None:
    contract(settings)
    contract(settings, "b")
    put(settings, "2026-03-05", row(1), source="b")
    path = put(settings, "2026-03-05", row(1), row(2), row(3))
    take_batch(["a", "b"], "2026-03-05")
    path.unlink()
    put(settings, "2026-03-05", row(1), row(3, 整改状态="已整改"), name=name)
    take_batch(["a"], "2026-03-05")
    load_night("2026-03-05", [])
    assert sorted(deliveries(warehouse, "source, rows_loaded")) == [("a", 2), ("b", 1)]
    statuses = ask(warehouse, "SELECT status FROM core.source_rows WHERE source = 'a' ORDER BY 1")
    assert statuses == ["open", "rectified"]


def test_night_never_loaded_is_made_up_by_the_next(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    put(settings, "2026-03-05", row(1))
    take_batch(["a"], "2026-03-05")
    run("2026-03-06")
    load_night("2026-03-05", [])
    loaded: list[Any] = deliveries(warehouse, "status, night::text, items_new")
    assert [one for one in loaded if one[0] == "loaded"] == [("loaded", "2026-03-06", 1)]


def test_a_file_beside_the_folders_is_told_of_once(settings: Settings, warehouse: Engine) -> None:
    put_text(settings, "台账.csv", GARBAGE)
    for night in ("2026-03-05", "2026-03-06"):
        run(night)
    assert deliveries(warehouse, "source, status, night::text") == [
        (LOOSE, "rejected", "2026-03-05")
    ]


def test_a_file_that_cannot_be_archived_stops_no_other(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    put_text(settings, "a/2026-03-05/1.csv", "x" * 20_000_000)
    put(settings, "2026-03-05", row(1), name="2.csv")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000_000, hard))
    try:
        troubles = run("2026-03-05")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "File too large" in str(troubles["a"])
    assert deliveries(warehouse, "file_name, status") == [("2.csv", "loaded")]


@pytest.mark.parametrize(("dated", "came_on"), [("2026-03-04", "2026-03-09"), ("2026-02-28", None)])
def test_what_was_missing_knows_the_night_of_what_came_after_all(
    settings: Settings, warehouse: Engine, dated: str, came_on: str | None
) -> None:
    contract(settings, delivery={"every": "week"})
    run("2026-03-08")  # a Sunday
    put(settings, dated, row(1))
    run("2026-03-09")
    query = "SELECT came_on::text FROM bi.deliveries WHERE status = 'missing'"
    assert ask(warehouse, query) == [came_on]
