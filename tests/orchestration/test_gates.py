"""A ledger far outside its own history is held, not loaded, until it is better or let through."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from tests.orchestration.made import Row, ask, contract, deliveries, put, row, run
from zhiben.errors import ZhibenError
from zhiben.orchestration.check import check_file
from zhiben.orchestration.gates import release
from zhiben.orchestration.tasks import take_batch
from zhiben.settings import Settings

FIRST = date(2026, 3, 1)
HEADINGS = ("序号", "企业名称", "检查日期", "隐患描述", "整改状态", "隐患等级")
AT = datetime(2026, 3, 9, tzinfo=UTC)
HOLDS = "SELECT status, released_by, released_why, superseded_by IS NOT NULL FROM ledger.holds"
COUNTS = "status, rows_received, rows_loaded, rows_quarantined, rows_skipped"


def day(number: int) -> str:
    """The business date of a night, counted from 1."""
    return (FIRST + timedelta(days=number - 1)).isoformat()


def ledger(count: int = 60, **cells: str) -> list[Row]:
    """Rows of which every fifth is a major hazard."""
    levels = ("重大", "一般", "一般", "一般", "一般")
    return [
        row(number, **{"检查日期": "2026-02-01", "隐患等级": levels[number % 5], **cells})
        for number in range(1, count + 1)
    ]


def send(settings: Settings, number: int, rows: Sequence[Row], name: str = "台账.csv") -> None:
    """Put a ledger into the inbox for a night, and run it."""
    put(settings, day(number), *rows, name=name, headings=HEADINGS)
    assert run(day(number)) == {"a": None}


def usual(settings: Settings, nights: int = 3, **more: object) -> None:
    contract(settings, **more)
    for number in range(1, nights + 1):
        send(settings, number, ledger(60 + number))


OUTSIDE: dict[str, list[Row]] = {
    "half its rows gone": ledger(30),
    "every level 一般": ledger(64, 隐患等级="一般"),
    "every row new": ledger(64, 隐患描述="阀门漏油"),
    "all dates moved": ledger(64, 检查日期="2025-02-01"),
    "no status any more": ledger(64, 整改状态=""),
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_far_outside_is_held_and_nothing_of_it_loaded(
    settings: Settings, warehouse: Engine, name: str
) -> None:
    usual(settings)
    before = ask(warehouse, "SELECT * FROM core.source_rows ORDER BY row_key")
    send(settings, 4, OUTSIDE[name])
    assert deliveries(warehouse, COUNTS)[3] == ("held", 0, 0, 0, 0)
    assert ask(warehouse, "SELECT * FROM core.source_rows ORDER BY row_key") == before
    assert ask(warehouse, HOLDS) == [("open", None, None, False)]


def test_sentence_says_why_and_what_to_do(settings: Settings, warehouse: Engine) -> None:
    usual(settings)
    send(settings, 4, ledger(20))
    assert deliveries(warehouse, "message")[3] == (
        "与以往报送相差太大，已暂缓入库，等待市局核实：共20行，近3次报送最少也有61行。"
        "如属实，请告知市局放行；如有误，请改正后重新报送。"
    )


def test_first_loads_and_small_sources_are_never_held(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings, expect={"rows": {"min": 50}})
    for number, rows in enumerate((ledger(40), ledger(60)), start=1):
        send(settings, number, rows)
    contract(settings)
    for number, rows in enumerate((ledger(5), ledger(20), ledger(3), ledger(8)), start=3):
        send(settings, number, rows)
    assert deliveries(warehouse) == ["loaded"] * 6


def test_contracts_rows_hold_the_second(settings: Settings, warehouse: Engine) -> None:
    contract(settings, expect={"rows": {"min": 50}})
    send(settings, 1, ledger(60))
    send(settings, 2, ledger(49))
    assert deliveries(warehouse) == ["loaded", "held"]
    contract(settings, expect={"rows": {"min": 40}})
    run(day(2))
    assert deliveries(warehouse) == ["loaded", "loaded"]
    assert ask(warehouse, HOLDS) == [("lifted", None, None, False)]


def test_other_sources_of_the_night_go_on(settings: Settings, warehouse: Engine) -> None:
    usual(settings)
    contract(settings, "b")
    put(settings, day(4), row(1), source="b")
    put(settings, day(4), *ledger(20), headings=HEADINGS)
    assert run(day(4)) == {"a": None, "b": None}
    found = ask(
        warehouse, "SELECT source, status FROM ledger.deliveries WHERE night = '2026-03-04'"
    )
    assert sorted(found) == [("a", "held"), ("b", "loaded")]


def test_held_stays_held_however_often_the_night_runs(
    settings: Settings, warehouse: Engine
) -> None:
    usual(settings)
    send(settings, 4, ledger(20))
    run(day(4))
    run(day(5))
    assert deliveries(warehouse, "status, night::text")[3] == ("held", day(4))
    assert len(deliveries(warehouse)) == 5  # nothing came on the fifth


@pytest.mark.parametrize("is_in_inbox", [True, False])
def test_let_through_it_is_loaded_as_of_its_day(
    settings: Settings, warehouse: Engine, is_in_inbox: bool
) -> None:
    usual(settings)
    send(settings, 4, ledger(20))
    if not is_in_inbox:
        (settings.inbox / "a" / day(4) / "台账.csv").unlink()
    let_through(warehouse)
    assert run(day(4)) == {"a": None}
    assert deliveries(warehouse, COUNTS)[3] == ("loaded", 21, 20, 0, 1)
    assert ask(warehouse, HOLDS) == [("released", "王科长", "已核实", False)]
    run(day(4))
    assert len(deliveries(warehouse)) == 4


def test_let_through_it_waits_for_a_night_of_its_day_or_later(
    settings: Settings, warehouse: Engine
) -> None:
    usual(settings)
    send(settings, 4, ledger(20))
    let_through(warehouse)
    run(day(3))
    assert deliveries(warehouse)[3] == "held"
    run(day(5))
    assert deliveries(warehouse, "status, night::text, is_late")[3] == ("loaded", day(5), True)


def test_let_through_it_is_loaded_though_a_night_died(
    settings: Settings, warehouse: Engine
) -> None:
    usual(settings)
    send(settings, 4, ledger(20))
    let_through(warehouse)
    take_batch(["a"], day(4))
    (settings.inbox / "a" / day(4) / "台账.csv").unlink()
    run(day(4))
    assert deliveries(warehouse)[3] == "loaded"


def let_through(warehouse: Engine, by: str = "王科长", why: str = "已核实") -> list[str]:
    (held,) = ask(warehouse, "SELECT delivery_id FROM ledger.holds")
    with warehouse.begin() as connection:
        return release(connection, held, by, why, AT)[1]


def test_what_was_let_through_is_usual_from_then_on(settings: Settings, warehouse: Engine) -> None:
    usual(settings)
    send(settings, 4, ledger(25))
    let_through(warehouse)
    run(day(4))
    send(settings, 5, ledger(26))
    assert deliveries(warehouse)[3:] == ["loaded", "loaded"]


def test_letting_through_twice_changes_nothing(settings: Settings, warehouse: Engine) -> None:
    usual(settings)
    send(settings, 4, ledger(20))
    assert len(let_through(warehouse)) == 1
    assert let_through(warehouse, "李科长", "再放一次") == []
    assert ask(warehouse, HOLDS) == [("released", "王科长", "已核实", False)]


@pytest.mark.parametrize("number", [4, 5], ids=["same day", "later day"])
def test_better_ledger_supersedes_a_held_one(
    settings: Settings, warehouse: Engine, number: int
) -> None:
    usual(settings)
    send(settings, 4, ledger(20))
    send(settings, number, ledger(64), name="改正.csv")
    assert ask(warehouse, HOLDS) == [("superseded", None, None, True)]
    with pytest.raises(ZhibenError, match="superseded by"):
        let_through(warehouse)
    contract(settings, expect={"hold": False})
    run(day(6))
    assert "held" in deliveries(warehouse)


def test_held_rows_of_a_delta_source_wait_for_their_release(
    settings: Settings, warehouse: Engine
) -> None:
    usual(settings, delivery={"mode": "delta"})
    send(settings, 4, ledger(60, 隐患等级="一般"))
    send(settings, 5, ledger(65))
    assert deliveries(warehouse)[3:] == ["held", "loaded"]
    let_through(warehouse)
    run(day(5))
    assert deliveries(warehouse)[3] == "loaded"


def test_files_of_a_day_are_held_together(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    parts = {"东.csv": slice(0, 40), "西.csv": slice(40, None)}
    for number in (1, 2, 3, 4):
        rows = ledger(80) if number < 4 else ledger(80, 隐患等级="一般")
        for name, part in parts.items():
            put(settings, day(number), *rows[part], name=name, headings=HEADINGS)
        run(day(number))
    assert deliveries(warehouse)[-2:] == ["held", "held"]


def test_one_of_two_files_is_not_taken_for_half_a_ledger(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    for number in (1, 2, 3, 4):
        for name in ("东.csv", "西.csv")[: 2 if number < 4 else 1]:
            rows = [*ledger(40 + number), row(99, 企业名称=name)]
            put(settings, day(number), *rows, name=name, headings=HEADINGS)
        run(day(number))
    assert deliveries(warehouse)[-1] == "loaded"


def test_nights_caught_up_at_once_hold_the_same(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    for number, rows in enumerate((61, 62, 63, 20, 64), start=1):
        put(settings, day(number), *ledger(rows), headings=HEADINGS)
    run(day(5))
    assert deliveries(warehouse, "status, rows_unchanged") == [
        ("loaded", 0), ("loaded", 61), ("loaded", 62), ("held", 0), ("loaded", 63),
    ]  # fmt: skip


def test_rows_written_anew_that_say_the_same_are_not_new(
    settings: Settings, warehouse: Engine
) -> None:
    usual(settings)
    send(settings, 4, ledger(64, 检查日期="2026年2月1日"))
    assert deliveries(warehouse, "status, rows_unchanged")[3] == ("loaded", 0)


def test_zero_report_is_not_held(settings: Settings, warehouse: Engine) -> None:
    usual(settings)
    send(settings, 4, [{"企业名称": "本期无隐患"}])
    assert deliveries(warehouse)[3] == "loaded"


@pytest.mark.parametrize(("by", "why"), [("", "已核实"), ("王科长", " ")])
def test_nobody_lets_through_without_a_name_and_a_reason(
    settings: Settings, warehouse: Engine, by: str, why: str
) -> None:
    usual(settings)
    send(settings, 4, ledger(20))
    with pytest.raises(ZhibenError, match="Nobody says who"):
        let_through(warehouse, by, why)


def test_unknown_delivery_is_no_held_one(settings: Settings, warehouse: Engine) -> None:
    with warehouse.begin() as connection, pytest.raises(ZhibenError, match="no held delivery 'D1'"):
        release(connection, "D1", "a", "b", AT)


def test_rule_that_raises_loads_nothing_of_its_source_and_stops_no_other(
    settings: Settings, warehouse: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zhiben.validating import frame

    contract(settings)
    contract(settings, "b")
    put(settings, day(1), row(1), name="一.csv")
    put(settings, day(1), row(2, 隐患描述="炸"), name="二.csv")
    put(settings, day(1), row(1), source="b")
    judged = frame.reasons
    monkeypatch.setattr(
        frame, "reasons", lambda pairs: judged((1 / (one[0] != "炸") and one) for one in pairs)
    )
    troubles = run(day(1))
    assert troubles["b"] is None
    assert "ZeroDivisionError" in str(troubles["a"])
    assert ask(warehouse, "SELECT source FROM ledger.deliveries WHERE status <> 'missing'") == ["b"]


@pytest.mark.parametrize("name", [None, "half its rows gone", "every row new"])
def test_a_check_says_that_the_night_would_hold_it(
    settings: Settings, warehouse: Engine, name: str | None
) -> None:
    usual(settings)
    rows = OUTSIDE[name] if name else ledger(64)
    file = put(settings, day(4), *rows, headings=HEADINGS)
    found = check_file(settings, file, "a", None)
    run(day(4))
    (message,) = deliveries(warehouse, "message")[3:]
    assert found.get("held") == (message if name else None)
