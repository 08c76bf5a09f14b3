"""Rows of the quarantine brought back: judged anew, entered as of their own delivery, once."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import pytest
from sqlalchemy import Engine

from tests.orchestration.doubts import publish
from tests.orchestration.made import ask, contract, deliveries, put, row, run
from zhiben.orchestration.judged_again import Order
from zhiben.orchestration.reference import load_reference
from zhiben.orchestration.replaying import Replayed, replay
from zhiben.orchestration.tasks import load_night, take_batch
from zhiben.settings import Settings
from zhiben.warehouse.replays import Wish, known_cases

DAYS = ("2026-03-05", "2026-03-06", "2026-03-07")
BAD = row(2, 检查日期="2026-02-30")
COUNTS = "status, rows_received, rows_loaded, rows_quarantined, items_new, items_unchanged"
CASES = """
SELECT status, closed_how, closed_by, why, correction FROM ledger.quarantine_cases
ORDER BY first_seen, quarantine_id
"""
STATEMENTS = """
SELECT business_date::text, row_number, part, found_on::text, flags FROM core.statements
WHERE 'corrected_by_hand' = ANY(flags) ORDER BY business_date, row_number, part
"""
MEND = {"检查日期": "2026-02-28"}


def ids(warehouse: Engine) -> list[str]:
    with warehouse.connect() as connection:
        return [one.quarantine_id for one in known_cases(connection, Wish(status="open"))]


def orders(
    warehouse: Engine, cells: Mapping[str, str] | None = None, how: str = "workbook", why: str = ""
) -> list[Order]:
    """The same order for every open case."""
    return [Order(one, how, cells or {}, why) for one in ids(warehouse)]  # type: ignore[arg-type]


def replayed(
    settings: Settings, warehouse: Engine, wanted: list[Order], by: str = "王"
) -> Replayed:
    with warehouse.begin() as connection:
        return replay(settings, load_reference(settings), connection, wanted, by)


def test_a_corrected_row_enters_its_own_delivery(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    put(settings, DAYS[0], row(1), BAD)
    run(DAYS[0])
    done = replayed(settings, warehouse, orders(warehouse, MEND))
    assert done.counts()["replayed"] == 1
    assert deliveries(warehouse, COUNTS) == [("loaded", 3, 2, 0, 2, 0)]
    assert ask(warehouse, CASES) == [("replayed", "workbook", "王", None, MEND)]
    flags = ["uscc_missing", "level_blank", "due_missing", "corrected_by_hand"]
    ((*place, found),) = ask(warehouse, STATEMENTS)
    assert (place, set(found)) == ([DAYS[0], 3, 1, "2026-02-28"], set(flags))
    raw = "SELECT raw->>'检查日期' FROM core.statements WHERE row_number = 3"
    assert ask(warehouse, raw) == ["2026-02-30"]


def test_every_night_that_held_the_row_counts_it_as_loaded(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    for number, day in enumerate(DAYS):
        put(settings, day, BAD, *(row(3 + n) for n in range(number)))
        run(day)
    replayed(settings, warehouse, orders(warehouse, MEND))
    assert deliveries(warehouse, COUNTS) == [
        ("loaded", 2, 1, 0, 1, 0), ("loaded", 3, 2, 0, 1, 1), ("loaded", 4, 3, 0, 1, 2),
    ]  # fmt: skip
    assert ask(warehouse, "SELECT DISTINCT status FROM bi.quarantined_rows") == ["replayed"]


def test_tomorrows_ledger_with_the_uncorrected_row_changes_nothing(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    put(settings, DAYS[0], row(1), BAD)
    run(DAYS[0])
    replayed(settings, warehouse, orders(warehouse, MEND))
    put(settings, DAYS[1], BAD, row(1), row(5))
    run(DAYS[1])
    assert deliveries(warehouse, COUNTS)[1] == ("loaded", 4, 3, 0, 1, 2)
    assert ask(warehouse, "SELECT missing_since FROM core.source_rows") == [None] * 3


@pytest.mark.parametrize("twice", [False, True], ids=["one row", "letter-identical rows"])
def test_a_correction_sticks_when_rows_are_judged_anew(
    settings: Settings, warehouse: Engine, *, twice: bool
) -> None:
    contract(settings)
    put(settings, DAYS[0], row(1), BAD, *[BAD] * twice)
    run(DAYS[0])
    replayed(settings, warehouse, orders(warehouse, MEND)[:1])
    contract(settings, authority=50)
    put(settings, DAYS[1], BAD, *[BAD] * twice, row(1))
    run(DAYS[1])
    assert deliveries(warehouse, "rows_loaded, rows_quarantined")[1] == (2, int(twice))
    found = ask(warehouse, "SELECT DISTINCT item_id FROM core.statements WHERE flags @> "
                           "ARRAY['corrected_by_hand']")  # fmt: skip
    assert len(found) == 1
    assert [one[0] for one in ask(warehouse, CASES)].count("open") == int(twice)


def test_a_part_is_replayed_beside_those_that_were_accepted(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    put(settings, DAYS[0], row(2, 隐患描述="1.配电箱门缺失；2.已整改；3.插座烧焦"))
    run(DAYS[0])
    mend = {"隐患描述": "1.配电箱门缺失；2.灭火器过期；3.插座烧焦"}
    replayed(settings, warehouse, orders(warehouse, mend))
    assert [one[:3] for one in ask(warehouse, STATEMENTS)] == [(DAYS[0], 2, 2)]
    assert deliveries(warehouse, COUNTS) == [("loaded", 2, 1, 0, 3, 0)]
    put(settings, DAYS[1], row(2, 隐患描述="1.配电箱门缺失；2.已整改；3.插座烧焦"), row(4))
    run(DAYS[1])
    assert deliveries(warehouse, COUNTS)[1] == ("loaded", 3, 2, 0, 1, 3)


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("灭火器过期", "replayed"),
        ("1.灭火器过期；2.插座烧焦", "open"),
        ("", "open"),
        ("无", "open"),
    ],
)
def test_a_part_must_still_be_found_in_the_corrected_row(
    settings: Settings, warehouse: Engine, words: str, state: str
) -> None:
    contract(settings)
    put(settings, DAYS[0], row(2, 隐患描述="1.配电箱门缺失；2.已整改；3.插座烧焦"))
    run(DAYS[0])
    (result,) = replayed(settings, warehouse, orders(warehouse, {"隐患描述": words})).results
    assert (result.state, bool(result.words)) == (state, state == "open")
    assert [one[0] for one in ask(warehouse, CASES)] == [state]


def test_rows_are_judged_anew_after_the_contract_has_changed(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    put(settings, DAYS[0], row(1, 整改状态="搁置"), BAD)
    run(DAYS[0])
    contract(settings, values={"status": {"搁置": "open"}})
    done = replayed(settings, warehouse, orders(warehouse, how="rejudged"))
    assert (done.counts()["replayed"], done.counts()["open"]) == (1, 1)
    assert [one[:2] for one in sorted(ask(warehouse, CASES))] == [
        ("open", None), ("replayed", "rejudged"),
    ]  # fmt: skip
    assert ask(warehouse, STATEMENTS) == []


def test_whoever_comes_second_is_told_who_did_it(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    put(settings, DAYS[0], BAD)
    run(DAYS[0])
    wanted = orders(warehouse, MEND)
    replayed(settings, warehouse, wanted, by="王")
    (second,) = replayed(settings, warehouse, wanted, by="李").results
    assert (second.state, "已由“王”于" in second.words) == ("closed", True)
    assert ask(warehouse, "SELECT COUNT(*) FROM core.statements") == [1]


def test_a_waived_row_stays_quarantined_and_says_why(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    put(settings, DAYS[0], row(1), BAD)
    run(DAYS[0])
    assert replayed(settings, warehouse, orders(warehouse, how="waived")).counts()["open"] == 1
    replayed(settings, warehouse, orders(warehouse, how="waived", why="上级已核"))
    assert ask(warehouse, CASES) == [("waived", "waived", "王", "上级已核", None)]
    assert deliveries(warehouse, COUNTS) == [("partial", 3, 1, 1, 1, 0)]


def test_a_row_that_its_ledger_has_dropped_is_missing_since_then(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    put(settings, DAYS[0], row(1), BAD)
    put(settings, DAYS[1], row(1), row(5))
    for day in DAYS[:2]:
        run(day)
    replayed(settings, warehouse, orders(warehouse, MEND))
    missing = "SELECT missing_since::text FROM core.source_rows ORDER BY source_key"
    assert ask(warehouse, missing) == [None, DAYS[1], None]


def test_a_row_stated_since_is_the_same_row(settings: Settings, warehouse: Engine) -> None:
    contract(settings, key=[])
    put(settings, DAYS[0], BAD)
    put(settings, DAYS[1], BAD | {"检查日期": "2026-02-28", "整改状态": "已整改"}, row(1))
    put(settings, DAYS[1], BAD, name="又.csv")
    for day in DAYS[:2]:
        run(day)
    replayed(settings, warehouse, orders(warehouse, MEND))
    assert len(ask(warehouse, "SELECT 1 FROM core.items")) == 2
    relations = "SELECT relation FROM core.statements WHERE flags @> ARRAY['corrected_by_hand']"
    assert ask(warehouse, relations) == ["update"]


def test_replay_is_as_of_then_and_leaves_a_revision(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    put(settings, DAYS[0], row(1), BAD)
    put(settings, DAYS[1], row(1), BAD, row(3))
    for day in DAYS[:2]:
        run(day)
        publish(warehouse, day)
    done = replayed(settings, warehouse, orders(warehouse, MEND))
    assert [str(one) for one in done.outdated] == list(DAYS[:2])
    publish(warehouse, *DAYS[:2])
    found = "SELECT business_date::text, SUM(found_total) FROM bi.item_daily GROUP BY 1 ORDER BY 1"
    assert ask(warehouse, found) == [(DAYS[0], 2), (DAYS[1], 3)]
    revised = (
        "SELECT business_date::text, old_value::int, new_value::int, cause FROM bi.revisions "
        "WHERE metric = 'found_total' AND level = 'general' ORDER BY 1"
    )
    cause = f"replayed from quarantine by 王**: 1 row of a {DAYS[0]} 台账.csv"
    assert ask(warehouse, revised) == [(DAYS[0], 1, 2, cause), (DAYS[1], 2, 3, cause)]
    assert ask(warehouse, "SELECT COUNT(*) FROM bi.rectification_items") == [3]


def test_archive_gone_or_changed_leaves_the_case_open(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    put(settings, DAYS[0], BAD)
    run(DAYS[0])
    (sha256,) = deliveries(warehouse, "sha256")
    path = settings.archive / sha256[:2] / sha256
    path.chmod(0o600)
    for damage, word in ((lambda: path.write_bytes(b"x"), "不一致"), (path.unlink, "找不到")):
        damage()
        (result,) = replayed(settings, warehouse, orders(warehouse, MEND)).results
        assert (result.state, word in result.words) == ("open", True)
    assert deliveries(warehouse, COUNTS) == [("partial", 2, 0, 1, 0, 0)]


def test_contract_that_knows_a_heading_no_more_leaves_the_case_open(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings, columns={"found_on": ["哪天"]})
    put(settings, DAYS[0], {**BAD, "哪天": "x"}, row(1, 哪天="2026-03-01"),
        headings=["序号", "企业名称", "哪天", "隐患描述", "整改状态"])  # fmt: skip
    run(DAYS[0])
    mended = orders(warehouse, {"哪天": "2026-02-28"})
    contract(settings)
    with warehouse.begin() as connection:
        connection.exec_driver_sql("TRUNCATE ledger.source_columns")
    (result,) = replayed(settings, warehouse, mended).results
    assert (result.state, "“检查日期”" in result.words) == ("open", True)
    (result,) = replayed(settings, warehouse, orders(warehouse, {"新列": "1"})).results
    assert "改了“新列”，但原文件没有这一列" in result.words


def test_a_rule_that_crashes_leaves_the_case_open(
    settings: Settings, warehouse: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    contract(settings)
    put(settings, DAYS[0], BAD)
    run(DAYS[0])
    judging = import_module("zhiben.validating.judge")
    whole = judging.frame_for
    monkeypatch.setattr(judging, "frame_for", lambda *args: whole(*args).drop(columns="found_on"))
    (result,) = replayed(settings, warehouse, orders(warehouse, MEND)).results
    assert (result.state, "规则运行出错" in result.words) == ("open", True)


def test_a_night_taken_before_a_replay_does_not_undo_it(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    put(settings, DAYS[0], row(1), BAD)
    run(DAYS[0])
    put(settings, DAYS[1], row(1), BAD, row(3))
    take_batch(["a"], DAYS[1])
    replayed(settings, warehouse, orders(warehouse, MEND))
    load_night(DAYS[1], [])
    assert [one[0] for one in ask(warehouse, CASES)] == ["replayed"]
    assert ask(warehouse, "SELECT missing_since FROM core.source_rows") == [None] * 3
    put(settings, DAYS[2], row(1), BAD, row(4))
    run(DAYS[2])
    assert deliveries(warehouse, "status, rows_quarantined")[2] == ("loaded", 0)
