"""Each kind from a workbook as clerks write it to its view, every row accounted for."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.orchestration.doubts import publish
from tests.orchestration.made import ask, contract, deliveries, put_text, run
from tests.reading.made import workbook
from zhiben.campaign.tables import sync_reference
from zhiben.contracts.units import load_units
from zhiben.orchestration.check import check_file
from zhiben.orchestration.judged_again import Order
from zhiben.orchestration.reference import load_reference
from zhiben.orchestration.replaying import replay
from zhiben.orchestration.tasks import write_receipts
from zhiben.settings import Settings

NIGHT = "2026-03-05"
NOTE = ["填报单位：沈丘县应急管理局", "", "", "填报日期：2026年3月5日"]
# A title, headings, good rows, one that cannot be accepted, a total, a note.
LEDGERS: dict[str, list[list[Any]]] = {
    "inspection": [
        ["沈丘县安全生产检查记录（2026年3月）"],
        ["序号", "受检单位", "检查时间", "检查人员", "检查结论", "发现问题隐患数"],
        [1, "沈丘县甲机械有限公司", "3月1日", "张三、李四", "未发现问题", "无"],
        [2, "乙面粉厂 ", "2026.3.2", "张三", "责令限期整改", "３处"],
        [3, "丙超市", "2026-03-03", "王五", "看过了", "1"],
        ["合计", "", "", "", "", 4],
    ],
    "accident": [
        ["沈丘县2026年生产安全事故统计台账"],
        ["序号", "事故发生时间", "事故单位", "事故类型", "死亡人数", "直接损失（万元）", "等级"],
        [1, "2026年1月6日", "沈丘县甲机械有限公司", "机械伤害", "1人", 120, "一般"],
        [2, "2.11", "乙面粉厂", "爆炸", 3, "1000", "一般"],
        [3, "2026-02-30", "丙超市", "火灾", "不详人数", 1, ""],
        ["合计", "", "", "", 4, 1120, ""],
    ],
    "disaster": [
        ["沈丘县灾情统计表"],
        ["序号", "灾害发生时间", "灾种", "受灾乡镇", "受灾人口（万人）", "因灾死亡人口"],
        [1, "2026/3/1", "暴雨洪涝", "槐店回族镇", 1.2, 0],
        [2, "3月2日", "冰雹", "付井镇", "0.35", "—"],
        [3, "2026-03-09", "大风", "付井镇", "1", 0],
        ["小计", "", "", "", 1.55, 0],
    ],
    "task": [
        ["治本攻坚三年行动任务清单"],
        ["专项行动", "重点任务", "牵头单位", "责任人", "完成时限", "完成情况", "目标任务数"],
        ["治本攻坚", "主要负责人培训", "应急管理局", "王大明", "6月底前", "推进中", "100"],
        ["治本攻坚", "自建房排查", "住建局", "", "2026-03-31", "已完成", ""],
        ["治本攻坚", "应急演练", "", "赵六", "2026-12-31", "马上", "-2"],
        ["", "", "", "", "", "", ""],
    ],
}  # fmt: skip
SHOWN: dict[str, tuple[str, list[Any]]] = {
    "inspection": (
        "county, inspected_on::text, inspector, result, hazards_found",
        [
            ("沈丘县", "2026-03-01", "张**、李**", "none_found", 0),
            ("沈丘县", "2026-03-02", "张**", "hazards_found", 3),
        ],
    ),
    "accident": (
        "occurred_on::text, deaths, direct_loss_yuan, accident_class, 'class_differs' = ANY(flags)",
        [
            ("2026-01-06", 1, Decimal("1200000.00"), "general", False),
            ("2026-02-11", 3, Decimal("10000000.00"), "larger", True),
        ],
    ),
    "disaster": (
        "occurred_on::text, disaster_type, town, affected_people, deaths",
        [
            ("2026-03-01", "flood", "槐店回族镇", 12_000, 0),
            ("2026-03-02", "hail", "付井镇", 3_500, None),
        ],
    ),
    "task": (
        "title, owner_person, due_on::text, status, quantity_target",
        [
            ("主要负责人培训", "王**", "2026-06-30", "in_progress", 100),
            ("自建房排查", None, "2026-03-31", "done", None),
        ],
    ),
}
REASONS = {
    "inspection": {("unknown_word", "result")},
    "accident": {("unreadable", "occurred_on"), ("no_number", "deaths")},
    "disaster": {("future_date", "occurred_on")},
    "task": {
        ("required", "owner_unit"),
        ("unknown_word", "status"),
        ("no_number", "quantity_target"),
    },
}
MEND = {
    "inspection": {"检查结论": "发现隐患"},
    "accident": {"事故发生时间": "2026-02-28", "死亡人数": "0"},
    "disaster": {"灾害发生时间": "2026-03-03"},
    "task": {"牵头单位": "教育局", "完成情况": "未启动", "目标任务数": "2"},
}


@pytest.fixture(params=sorted(LEDGERS))
def kind(request: pytest.FixtureRequest, settings: Settings, warehouse: Engine) -> str:
    """A kind whose ledger lies in the inbox."""
    name = str(request.param)
    contract(settings, kind=name, key=[])
    with warehouse.begin() as connection:
        units = load_units(settings.campaign / "units.yaml")
        sync_reference(connection, units, settings.campaign)
    path = put_text(settings, f"a/{NIGHT}/台账.xlsx", "")
    path.write_bytes(workbook([*LEDGERS[name], NOTE]))
    return name


def test_a_workbook_becomes_rows_of_its_view(
    settings: Settings, warehouse: Engine, kind: str
) -> None:
    run(NIGHT)
    publish(warehouse, NIGHT)
    columns, expected = SHOWN[kind]
    found = ask(warehouse, f"SELECT {columns} FROM bi.{kind}s ORDER BY row_number")
    assert found == expected
    counts = "kind, status, rows_received, rows_loaded, rows_quarantined, rows_skipped, items_new"
    ((*told, received, loaded, refused, skipped, new),) = deliveries(warehouse, counts)
    assert (told, loaded, refused, new) == ([kind, "partial"], 2, 1, 2)
    assert received == loaded + refused + skipped
    listed = ask(warehouse, "SELECT COUNT(*) FROM bi.skipped_rows")
    assert listed == [skipped]


def test_check_says_what_the_night_does(settings: Settings, warehouse: Engine, kind: str) -> None:
    path = next((settings.inbox / "a" / NIGHT).iterdir())
    told = check_file(settings, path, "a", None)
    assert {(one["rule"], one["column_name"]) for one in told["quarantined"]} == REASONS[kind]
    run(NIGHT)
    names = ("rows_received", "rows_loaded", "rows_quarantined", "rows_skipped")
    assert [tuple(told[name] for name in names)] == deliveries(warehouse, ", ".join(names))


def test_the_receipt_speaks_of_the_kind(settings: Settings, warehouse: Engine, kind: str) -> None:
    run(NIGHT)
    write_receipts(NIGHT, ())
    page = (settings.reports / "nights" / NIGHT / "a.html").read_text(encoding="utf-8")
    noun = load_reference(settings).contracts["a"].record_kind.noun
    assert f"<h1>{noun}台账报送回执</h1>" in page
    assert f"新增{noun}" in re.sub(r"<[^>]+>", "", page)
    assert list((settings.reports / "nights" / NIGHT).rglob("台账*.xlsx"))


def test_a_corrected_row_enters_its_own_delivery(
    settings: Settings, warehouse: Engine, kind: str
) -> None:
    run(NIGHT)
    (case,) = ask(warehouse, "SELECT quarantine_id FROM ledger.quarantine_cases")
    with warehouse.begin() as connection:
        order = Order(case, "workbook", MEND[kind])
        done = replay(settings, load_reference(settings), connection, [order], "王")
    assert [(one.state, one.words) for one in done.results] == [("replayed", "")]
    assert deliveries(warehouse, "status, rows_loaded, rows_quarantined, items_new") == [
        ("loaded", 3, 0, 3)
    ]
    publish(warehouse, NIGHT)
    assert ask(warehouse, f"SELECT COUNT(*) FROM bi.{kind}s") == [3]
