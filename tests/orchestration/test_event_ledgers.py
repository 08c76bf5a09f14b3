"""Ledgers of inspections, accidents, disasters and tasks, night after night."""

from __future__ import annotations

import os
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.orchestration.doubts import publish
from tests.orchestration.made import ask, contract, deliveries, put, run
from zhiben.settings import Settings

DAYS = [f"2026-03-0{number}" for number in range(1, 8)]
ROWS: dict[str, dict[str, str]] = {
    "inspection": {
        "受检单位": "甲厂", "检查时间": "2026-03-01", "检查结论": "未发现问题", "发现隐患数": "0",
    },
    "accident": {
        "事故日期": "2026-03-01", "事故单位": "甲厂", "事故类型": "机械伤害", "死亡人数": "1",
    },
    "disaster": {
        "灾害日期": "2026-03-01", "灾种": "暴雨", "受灾乡镇": "槐店回族镇", "受灾人口": "10",
    },
    "task": {"专项行动": "治本", "任务名称": "培训", "责任单位": "住建局", "完成情况": "推进中"},
}  # fmt: skip
CHANGED = {
    "inspection": {"发现隐患数": "2", "检查结论": "责令整改"},
    "accident": {"死亡人数": "2"},
    "disaster": {"受灾人口": "12"},
    "task": {"完成情况": "已完成"},
}
OTHER = {
    "inspection": {"受检单位": "乙厂"},
    "accident": {"事故单位": "乙厂"},
    "disaster": {"灾种": "冰雹"},
    "task": {"任务名称": "检查"},
}
COUNTS = "items_new, items_updated, items_unchanged, items_duplicate"


@pytest.fixture(params=sorted(ROWS))
def kind(request: pytest.FixtureRequest, settings: Settings) -> str:
    """A kind of ledger that source a sends, without a key."""
    name = str(request.param)
    contract(settings, kind=name, key=[])
    return name


def send(settings: Settings, day: str, kind: str, *changes: dict[str, str], **more: Any) -> None:
    """Put a ledger of ``kind`` into the inbox, a row for each of ``changes``, and run its night."""
    rows = [ROWS[kind] | one for one in changes]
    put(settings, day, *rows, headings=tuple(ROWS[kind]), **more)
    run(more.get("night", day))


def versions(warehouse: Engine, kind: str, columns: str = "event_id") -> list[Any]:
    return ask(
        warehouse,
        f"SELECT {columns} FROM core.{kind}s ORDER BY business_date, source, row_number",
    )


def test_a_changed_row_is_a_version_of_the_same_thing(
    settings: Settings, warehouse: Engine, kind: str
) -> None:
    send(settings, DAYS[0], kind, {}, OTHER[kind])
    send(settings, DAYS[1], kind, CHANGED[kind], OTHER[kind])
    first, other, again = versions(warehouse, kind)
    assert again == first != other
    assert deliveries(warehouse, COUNTS) == [(2, 0, 0, 0), (0, 1, 1, 0)]


def test_a_row_that_is_gone_is_marked_and_comes_back(
    settings: Settings, warehouse: Engine, kind: str
) -> None:
    state = "SELECT missing_since::text FROM core.event_rows ORDER BY missing_since"
    send(settings, DAYS[0], kind, {}, OTHER[kind])
    send(settings, DAYS[1], kind, {})
    assert ask(warehouse, state) == [DAYS[1], None]
    send(settings, DAYS[2], kind, {}, OTHER[kind])
    assert ask(warehouse, state) == [None, None]
    assert len(versions(warehouse, kind)) == 2


def test_a_delta_takes_nothing_away(settings: Settings, warehouse: Engine, kind: str) -> None:
    contract(settings, kind=kind, key=[], delivery={"mode": "delta"})
    send(settings, DAYS[0], kind, {}, OTHER[kind])
    send(settings, DAYS[1], kind, CHANGED[kind])
    assert ask(warehouse, "SELECT missing_since FROM core.event_rows") == [None, None]
    assert len(set(versions(warehouse, kind))) == 2


def test_two_sources_tell_of_one_thing(settings: Settings, warehouse: Engine, kind: str) -> None:
    contract(settings, "b", kind=kind, key=[])
    put(settings, DAYS[0], ROWS[kind] | CHANGED[kind], headings=tuple(ROWS[kind]), source="b")
    send(settings, DAYS[0], kind, {})
    assert len(set(versions(warehouse, kind))) == 1
    assert [one[3] for one in deliveries(warehouse, COUNTS)] in ([0, 1], [1, 0])


def test_the_same_row_twice_is_one_thing(settings: Settings, warehouse: Engine, kind: str) -> None:
    send(settings, DAYS[0], kind, {}, {})
    assert len(versions(warehouse, kind)) == 1


def test_two_rows_that_differ_are_two_things_in_doubt(
    settings: Settings, warehouse: Engine, kind: str
) -> None:
    send(settings, DAYS[0], kind, {}, CHANGED[kind])
    told = versions(warehouse, kind, "event_id, 'same_identity' = ANY(flags)")
    assert [flagged for _, flagged in told] == [False, True]
    assert told[0][0] != told[1][0]


def test_a_key_holds_whatever_else_changes(settings: Settings, warehouse: Engine) -> None:
    contract(settings, kind="accident", key=["编号"])
    headings = ("编号", *ROWS["accident"])
    for day, change in zip(
        DAYS, ({}, {"事故单位": "丙厂", "事故日期": "2026-02-28"}), strict=False
    ):
        put(settings, day, ROWS["accident"] | {"编号": "7"} | change, headings=headings)
        run(day)
    assert len(set(versions(warehouse, "accident"))) == 1


def test_a_corrected_part_of_the_identity_is_a_version(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings, kind="accident", key=[])
    send(settings, DAYS[0], "accident", {}, OTHER["accident"])
    send(settings, DAYS[1], "accident", {"事故日期": "2026-02-28"}, OTHER["accident"])
    assert len(set(versions(warehouse, "accident"))) == 2
    assert ask(warehouse, "SELECT missing_since FROM core.event_rows") == [None, None]


def test_a_late_ledger_adds_a_version_before_the_newer_one(
    settings: Settings, warehouse: Engine, kind: str
) -> None:
    send(settings, DAYS[3], kind, CHANGED[kind])
    put(settings, DAYS[1], ROWS[kind], headings=tuple(ROWS[kind]))
    run(DAYS[4])
    assert len(set(versions(warehouse, kind))) == 1
    assert versions(warehouse, kind, "business_date::text") == [DAYS[1], DAYS[3]]
    assert ask(warehouse, "SELECT business_date::text FROM core.event_rows") == [DAYS[3]]


def test_a_late_word_holds_until_the_ledger_that_came_before_it(
    settings: Settings, warehouse: Engine, kind: str
) -> None:
    send(settings, DAYS[0], kind, {})
    send(settings, DAYS[4], kind, {}, OTHER[kind])
    put(settings, DAYS[2], ROWS[kind] | CHANGED[kind], headings=tuple(ROWS[kind]))
    run(DAYS[5])
    query = f"""
        SELECT business_date::text FROM core.{kind}s
        WHERE event_id = (SELECT event_id FROM core.{kind}s ORDER BY business_date LIMIT 1)
        ORDER BY business_date
    """
    assert ask(warehouse, query) == [DAYS[0], DAYS[2], DAYS[4]]
    states = ask(warehouse, query.replace("business_date::text", "state_hash", 1))
    assert states[0] == states[2] != states[1]
    send(settings, DAYS[6], kind, {}, OTHER[kind])
    assert ask(warehouse, query) == [DAYS[0], DAYS[2], DAYS[4]]


def test_inspections_know_the_enterprises_of_hazards(settings: Settings, warehouse: Engine) -> None:
    contract(settings, "h")
    contract(settings, kind="inspection", key=[])
    put(settings, DAYS[0], {"序号": "1", "企业名称": "沈丘县甲厂", "检查日期": DAYS[0],
        "隐患描述": "灭火器过期", "整改状态": "未整改"}, source="h")  # fmt: skip
    send(settings, DAYS[0], "inspection", {"受检单位": "甲厂"})
    query = "SELECT i.enterprise_id = e.enterprise_id FROM core.inspections i, core.enterprises e"
    assert ask(warehouse, query) == [True]


@pytest.mark.parametrize(
    ("written", "level"), [("三级达标", "third"), ("规上三星", None), ("无", "none"), ("", None)]
)
def test_a_level_that_nobody_knows_refuses_no_visit(
    settings: Settings, warehouse: Engine, written: str, level: str | None
) -> None:
    contract(settings, kind="inspection", key=[])
    row = ROWS["inspection"] | {"标准化等级": written}
    put(settings, DAYS[0], row, headings=tuple(row))
    run(DAYS[0])
    assert deliveries(warehouse, "status, rows_loaded, rows_quarantined") == [("loaded", 1, 0)]
    assert versions(warehouse, "inspection", "standardisation") == [level]


def test_a_refused_row_that_comes_corrected_closes_its_case(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings, kind="accident", key=[])
    send(settings, DAYS[0], "accident", {"死亡人数": "若干"}, OTHER["accident"])
    assert deliveries(warehouse, "status, rows_loaded, rows_quarantined") == [("partial", 1, 1)]
    send(settings, DAYS[1], "accident", {}, OTHER["accident"])
    assert ask(warehouse, "SELECT status FROM ledger.quarantine_cases") == ["replayed"]


@pytest.mark.parametrize(
    ("kind", "total", "compared"),
    [
        ("inspection", {"受检单位": "合计", "发现隐患数": "356"}, []),
        ("inspection", {"受检单位": "合计1家次", "发现隐患数": "356"}, [(1, 1)]),
        ("accident", {"事故日期": "合计", "死亡人数": "65"}, []),
        ("accident", {"事故日期": "合计：2"}, [(2, 1)]),
    ],
    indirect=["kind"],
)
def test_the_sum_of_a_column_is_no_number_of_rows(
    settings: Settings,
    warehouse: Engine,
    kind: str,
    total: dict[str, str],
    compared: list[tuple[int, int]],
) -> None:
    put(settings, DAYS[0], ROWS[kind], total, headings=tuple(ROWS[kind]))
    run(DAYS[0])
    assert ask(warehouse, "SELECT reported, counted FROM bi.reconciliation") == compared


def test_a_correction_that_comes_the_same_night_holds_for_every_accident(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings, kind="accident", key=[])
    for name, deaths in (("台账.csv", "1"), ("更正.csv", "3")):
        firms = ({"事故单位": f"{number}号厂", "死亡人数": deaths} for number in range(8))
        send(settings, DAYS[0], "accident", *firms, name=name)
        publish(warehouse, DAYS[0])
    assert ask(warehouse, "SELECT deaths FROM bi.accidents") == [3] * 8


@pytest.mark.parametrize("names", [("一.csv", "二.csv"), ("二.csv", "一.csv")])
def test_of_two_files_of_an_evening_the_one_changed_later_holds(
    settings: Settings, warehouse: Engine, kind: str, names: tuple[str, str]
) -> None:
    said = (ROWS[kind] | CHANGED[kind], ROWS[kind])
    for hour, (name, one) in enumerate(zip(names, said, strict=True)):
        path = put(settings, DAYS[0], one, name=name, headings=tuple(ROWS[kind]))
        os.utime(path, ns=(hour * 10**9, hour * 10**9))
    run(DAYS[0])
    send(settings, DAYS[1], kind, {})
    assert deliveries(warehouse, COUNTS)[-1] == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("accident", {"事故日期": "本月未发生生产安全事故"}),
        ("accident", {"事故单位": "无", "事故类型": "无", "死亡人数": "0"}),
        ("accident", {"事故日期": "2026-03-01", "事故单位": "无事故"}),
        ("accident", {"事故单位": "截至目前，全县未发生亡人事故"}),
        ("disaster", {"灾害日期": "本周无灾情"}),
        ("disaster", {"灾种": "未发生自然灾害"}),
        ("disaster", {"灾害日期": "2026-03-01", "灾种": "无", "受灾人口": "0"}),
        ("inspection", {"受检单位": "无", "检查结论": "/", "发现隐患数": "0"}),
    ],
)  # fmt: skip
def test_that_nothing_happened_is_a_delivery_without_a_row(
    settings: Settings, warehouse: Engine, kind: str, said: dict[str, str]
) -> None:
    contract(settings, kind=kind, key=[])
    put(settings, DAYS[0], said, headings=tuple(ROWS[kind]))
    run(DAYS[0])
    assert deliveries(warehouse, "status, rows_received, rows_loaded, rows_quarantined") == [
        ("loaded", 2, 0, 0)
    ]
    reasons = ask(warehouse, "SELECT reason FROM bi.skipped_rows ORDER BY row_number")
    assert reasons == ["heading", "zero_report"]


@pytest.mark.parametrize(
    "said",
    [{"事故日期": "2026-03-01", "事故单位": "甲厂", "事故类型": "未发生过的事故"},
     {"事故日期": "2026-03-01", "事故单位": "无极县甲厂", "死亡人数": "0"}],
)  # fmt: skip
def test_what_only_sounds_like_nothing_is_an_accident(
    settings: Settings, warehouse: Engine, said: dict[str, str]
) -> None:
    contract(settings, kind="accident", key=[])
    put(settings, DAYS[0], said, headings=tuple(ROWS["accident"]))
    run(DAYS[0])
    assert ask(warehouse, "SELECT reason FROM bi.skipped_rows") == ["heading"]
