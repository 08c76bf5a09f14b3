"""Headings that come and go are told of once, on the night they do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.orchestration.made import ROW, ask, contract, deliveries, put, row, run
from zhiben.orchestration.check import check_file
from zhiben.settings import Settings

DRIFT = "SELECT business_date::text, kind, column_name FROM bi.drift ORDER BY 1, 2, 3"
DAYS = ("2026-03-05", "2026-03-06", "2026-03-07")


def run_with(settings: Settings, *headings: list[str]) -> None:
    """One ledger a night with these headings beside the usual ones."""
    for number, (day, more) in enumerate(zip(DAYS, headings, strict=False), start=1):
        put(settings, day, row(number, **dict.fromkeys(more, "x")), headings=[*ROW, *more])
        run(day)


def test_new_heading_is_told_of_once(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    run_with(settings, [], ["神秘栏"], ["神秘栏"])
    assert ask(warehouse, DRIFT) == [(DAYS[1], "new", "神秘栏")]


def test_unknown_heading_of_the_first_ledger_is_new(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    run_with(settings, ["神秘栏"])
    assert ask(warehouse, DRIFT) == [(DAYS[0], "new", "神秘栏")]


def test_heading_used_no_more_is_gone(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    run_with(settings, ["整改期限"], [], [])
    assert ask(warehouse, DRIFT) == [(DAYS[1], "gone", "整改期限")]


def test_heading_the_contract_ignores_or_explains_is_no_drift(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings, ignore=["神秘栏"], columns={"site": ["哪儿"]})
    run_with(settings, ["哪儿"], ["神秘栏", "哪儿"])
    assert ask(warehouse, DRIFT) == []


def test_heading_the_contract_expects_in_vain_is_gone(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings, columns={"site": ["哪儿"]})
    run_with(settings, [], [])
    assert ask(warehouse, DRIFT) == [(DAYS[0], "gone", "哪儿")]


def test_key_column_gone_is_told_of_once(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    put(settings, DAYS[0], row(1))
    put(settings, DAYS[1], row(1), headings=list(ROW)[1:])
    for day in DAYS[:2]:
        run(day)
    assert ask(warehouse, DRIFT) == [(DAYS[1], "gone", "序号")]


def test_late_ledger_is_not_compared_with_newer_headings(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    put(settings, DAYS[1], row(1, 整改期限="2026-04-01"), headings=[*ROW, "整改期限"])
    run(DAYS[1])
    put(settings, DAYS[0], row(2))
    run(DAYS[1])
    assert ask(warehouse, DRIFT) == []


FIRMS = [row(number, 企业名称=f"{number}号厂") for number in range(1, 7)]
OLD = "隐患描述"


def send(settings: Settings, day: str, heading: str, **more: str) -> None:
    """Six rows whose description stands under ``heading``."""
    headings = [heading if one == OLD else one for one in ROW]
    put(settings, day, *({**one, heading: one[OLD]} | more for one in FIRMS), headings=headings)
    run(day)


@pytest.mark.parametrize("heading", ["隐患具体描述情况", "现场照片所示", "问题隐患"])
def test_renamed_heading_is_known_again(
    settings: Settings, warehouse: Engine, heading: str
) -> None:
    contract(settings)
    for day, name in zip(DAYS, (OLD, heading, heading), strict=True):
        send(settings, day, name)
    assert ask(warehouse, DRIFT) == [(DAYS[1], "renamed", heading)]
    assert deliveries(warehouse) == ["loaded", "loaded", "unchanged"]
    assert OLD in ask(warehouse, "SELECT message FROM bi.drift")[0]


def test_renamed_heading_is_known_again_under_a_new_group(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    send(settings, DAYS[0], OLD)
    send(settings, DAYS[1], "排查整改情况/隐患描述及现场情况", 隐患描述="又漏电了，需处理")
    assert deliveries(warehouse) == ["loaded", "loaded"]


def test_needed_heading_renamed_beyond_recognition_rejects_the_ledger(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    send(settings, DAYS[0], OLD)
    rows = [{**one, "神秘栏": f"换了说法的{one['序号']}"} for one in FIRMS]
    put(settings, DAYS[1], *rows, headings=[*(one for one in ROW if one != OLD), "神秘栏"])
    assert run(DAYS[1]) == {"a": None}
    status, message = deliveries(warehouse, "status, message")[1]
    assert status == "rejected"
    assert f"上一份台账有“{OLD}”列，这一份没有了。新出现的列：“神秘栏”。" in message
    assert ask(warehouse, DRIFT) == [(DAYS[1], "gone", OLD), (DAYS[1], "new", "神秘栏")]


def test_drift_that_rejected_a_ledger_goes_when_it_is_read_after_all(
    settings: Settings, warehouse: Engine
) -> None:
    contract(settings)
    put(settings, DAYS[0], {**row(1), "毛病": "阀门漏油"}, headings=[*list(ROW)[:3], "毛病"])
    run(DAYS[0])
    assert ask(warehouse, DRIFT) == [(DAYS[0], "new", "毛病")]
    contract(settings, columns={"description": ["毛病"]})
    run(DAYS[0])
    assert (deliveries(warehouse), ask(warehouse, DRIFT)) == (["loaded"], [])


def checked(settings: Settings, day: str) -> dict[str, Any]:
    path = settings.inbox / "a" / day / "台账.csv"
    return check_file(settings, path, "a", None)


@pytest.mark.parametrize("heading", ["隐患具体描述情况", "神秘栏"])
def test_check_says_of_headings_what_the_night_says(
    settings: Settings, warehouse: Engine, heading: str
) -> None:
    contract(settings)
    send(settings, DAYS[0], OLD)
    headings = [heading if one == OLD else one for one in ROW]
    rows = [{**one, heading: f"{one[OLD]}{one['序号'] * 3}"} for one in FIRMS]
    put(settings, DAYS[1], *rows, headings=headings)
    told = checked(settings, DAYS[1])
    run(DAYS[1])
    assert sorted((one["kind"], one["column_name"]) for one in told["drift"]) == [
        (kind, name) for _, kind, name in ask(warehouse, DRIFT)
    ]
    assert told.get("rejected", "") in deliveries(warehouse, "message")[1]
    assert told["columns"].get(heading) == (None if heading == "神秘栏" else "description")


@pytest.mark.parametrize(
    ("url", "told"),
    [(None, []), ("postgresql://x@127.0.0.1:9/x", ["Not compared with the last delivery"])],
)
def test_check_does_without_a_warehouse(
    settings: Settings, url: str | None, told: list[str]
) -> None:
    contract(settings)
    put(settings, DAYS[0], row(1))
    found = checked(replace(settings, warehouse_url=url), DAYS[0])
    assert (found["rows_loaded"], [one[:35] for one in found["notes"][:-1]]) == (1, told)


def test_values_of_another_kind_are_told_of(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    send(settings, DAYS[0], OLD)
    send(settings, DAYS[1], OLD, 检查日期="张三", 企业名称="2026-03-01")
    found = [one for one in ask(warehouse, DRIFT) if one[1] == "retyped"]
    assert found == [(DAYS[1], "retyped", "企业名称"), (DAYS[1], "retyped", "检查日期")]


def test_another_column_of_days_is_no_renamed_one(settings: Settings, warehouse: Engine) -> None:
    contract(settings)
    for first, day, heading in ((11, DAYS[0], "整改期限"), (13, DAYS[1], "录入于")):
        rows = [{**one, heading: f"2026-04-{first + int(one['序号'])}"} for one in FIRMS]
        put(settings, day, *rows, headings=[*ROW, heading])
        run(day)
    assert ("renamed", "录入于") not in [one[1:] for one in ask(warehouse, DRIFT)]


@pytest.mark.parametrize(("word", "field"), [("重大", "level"), ("消防", "category")])
def test_a_category_whose_cells_are_all_levels_is_the_level(
    settings: Settings, word: str, field: str
) -> None:
    contract(settings)
    rows = (row(1, 隐患类型="一般"), row(2, 隐患类型=word))
    put(settings, DAYS[0], *rows, headings=[*ROW, "隐患类型"])
    assert checked(settings, DAYS[0])["columns"]["隐患类型"] == field
