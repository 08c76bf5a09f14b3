"""Records of inspections, accidents, disasters and tasks, as their ledgers write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.normalizing.made import BASE, INCLUDE, NIGHT, UNITS, table
from zhiben.contracts import Contract
from zhiben.normalizing import Normalized, UnreadableTableError, normalize
from zhiben.records import EVENT_KINDS, KINDS, RecordKind
from zhiben.vocabulary import load_vocabulary

VOCABULARIES = {name: load_vocabulary(INCLUDE / "vocabulary", kind) for name, kind in KINDS.items()}
ROWS = {
    "inspection": {"受检单位": "甲厂", "检查时间": "2024.7.1", "检查结论": "未发现问题"},
    "accident": {"事故发生时间": "2024年7月1日", "事故单位": "甲厂", "死亡人数": "1"},
    "disaster": {"灾害发生时间": "2024-07-01", "灾种": "暴雨", "受灾人口（万人）": "1.2"},
    "task": {"专项行动": "治本攻坚", "任务": "培训", "牵头单位": "住建局", "完成时限": "7月底"},
}


def read(kind: str, headings: dict[str, str], **more: Any) -> Normalized:
    contract = Contract.model_validate(BASE | {"kind": kind} | more)
    rows = table(list(headings), list(headings.values()))
    return normalize(rows, ["h"], contract, VOCABULARIES[kind], UNITS, NIGHT)


def record(kind: str, **cells: str) -> dict[str, Any]:
    (only,) = read(kind, ROWS[kind] | cells).records.to_pylist()
    return dict(only)


@pytest.mark.parametrize("kind", EVENT_KINDS, ids=lambda kind: kind.name)
def test_every_field_of_a_kind_has_headings(kind: RecordKind) -> None:
    claims = VOCABULARIES[kind.name].claims.values()
    assert {claim.field for claim in claims} == set(kind.names())


@pytest.mark.parametrize("kind", EVENT_KINDS, ids=lambda kind: kind.name)
def test_every_word_of_a_kind_is_said_somehow(kind: RecordKind) -> None:
    for name, words in VOCABULARIES[kind.name].words.items():
        assert set(words.values()) == set(kind.field(name).words)


@pytest.mark.parametrize(
    ("kind", "cells", "field", "value"),
    [
        ("inspection", {}, "result", "none_found"),
        ("inspection", {"检查结论": "无"}, "result", "none_found"),
        ("inspection", {"检查结论": "", "发现隐患数": "3处"}, "result", "hazards_found"),
        ("inspection", {"检查结论": "", "发现隐患数": "0"}, "result", "none_found"),
        ("inspection", {"检查结论": ""}, "result", None),
        ("inspection", {}, "department", "应急管理局"),
        ("inspection", {"安全生产标准化等级": "三级达标"}, "standardisation", "third"),
        ("inspection", {"安全生产标准化等级": "无"}, "standardisation", "none"),
        ("accident", {}, "occurred_on", date(2024, 7, 1)),
        ("accident", {"直接经济损失（万元）": "120"}, "direct_loss_yuan", Decimal("1200000.00")),
        ("accident", {"事故等级": "重大"}, "accident_class", "general"),
        ("accident", {"死亡人数": "3人"}, "accident_class", "larger"),
        ("accident", {"死亡人数": "无"}, "deaths", 0),
        ("accident", {"死亡人数": "—"}, "deaths", None),
        ("accident", {"直接经济损失（万元）": "无"}, "direct_loss_yuan", Decimal("0.00")),
        ("disaster", {}, "disaster_type", "flood"),
        ("disaster", {}, "affected_people", 12_000),
        ("disaster", {"受灾人口（万人）": "0.3万人"}, "affected_people", 3_000),
        ("task", {}, "due_on", date(2024, 7, 31)),
        ("task", {}, "status", "open"),
        ("task", {"完成日期": "2024-07-02"}, "status", "done"),
        ("task", {"完成情况": "已培训80人", "目标数量": "120"}, "status", "in_progress"),
        ("task", {"完成情况": "已培训120人", "目标数量": "120人"}, "status", "done"),
        ("task", {"完成情况": "已培训80人"}, "status", "done"),
        ("task", {"完成情况": "已完成，已培训80人", "目标数量": "120"}, "status", "done"),
        ("task", {"完成情况": "已完成3/5"}, "status", "in_progress"),
    ],
)
def test_a_cell_becomes_what_it_says(
    kind: str, cells: dict[str, str], field: str, value: object
) -> None:
    assert record(kind, **cells)[field] == value


@pytest.mark.parametrize(
    ("kind", "cells", "flag"),
    [
        ("inspection", {"检查结论": ""}, "result_blank"),
        ("inspection", {"发现隐患数": "2"}, "result_differs"),
        ("inspection", {"检查结论": "责令整改", "发现隐患数": "0"}, "result_differs"),
        ("accident", {"死亡人数": ""}, "deaths_blank"),
        ("accident", {"事故等级": "较大"}, "class_differs"),
        ("accident", {"事故等级": "很严重"}, "class_differs"),
        ("task", {"完成时限": ""}, "due_missing"),
    ],
)
def test_what_is_doubted_is_flagged(kind: str, cells: dict[str, str], flag: str) -> None:
    assert flag in record(kind, **cells)["flags"]
    assert flag not in record(kind)["flags"]


def test_a_class_that_agrees_is_not_flagged() -> None:
    assert "class_differs" not in record("accident", 事故等级="一般事故")["flags"]


def test_the_only_programme_of_a_contract_stands_for_the_column() -> None:
    cells = {name: text for name, text in ROWS["task"].items() if name != "专项行动"}
    (only,) = read("task", cells, programmes=["zhiben"]).records.to_pylist()
    assert only["programme"] == "zhiben"
    with pytest.raises(UnreadableTableError, match="专项行动"):
        read("task", cells)


@pytest.mark.parametrize(
    ("text", "deaths", "injuries"),
    [
        ("死亡1人", 1, None),
        ("1人死亡", 1, None),
        ("一死", 1, None),
        ("1死2伤", 1, None),
        ("死亡1人，重伤2人", 1, 2),
        ("造成2人重伤、1人死亡", 1, 2),
        ("2人受伤", 0, None),
        ("死亡若干", None, None),
        ("待核实", None, None),
    ],
)
@pytest.mark.parametrize("heading", ["死亡人数", "伤亡情况"])
def test_a_statement_of_losses(
    heading: str, text: str, deaths: int | None, injuries: int | None
) -> None:
    row = {name: cell for name, cell in ROWS["accident"].items() if name != "死亡人数"}
    (said,) = read("accident", row | {heading: text}).records.to_pylist()
    assert (said["deaths"], said["serious_injuries"]) == (deaths, injuries)
    assert (said["deaths__unread"] is None) == (deaths is not None)


@pytest.mark.parametrize(
    "text", ["待核定", "正在核算", "正在统计中", "尚未核定", "统计中", "调查中"]
)
def test_a_loss_still_to_be_established_refuses_nothing(text: str) -> None:
    said = record("accident", 直接经济损失=text)
    assert (said["direct_loss_yuan"], said["direct_loss_yuan__unread"]) == (None, None)
    assert "amount_pending" in said["flags"]


@pytest.mark.parametrize("text", ["若干", "无法统计"])
def test_a_loss_that_cannot_be_read_stays_unread(text: str) -> None:
    assert record("accident", 直接经济损失=text)["direct_loss_yuan__unread"] == text


def test_an_accident_may_leave_its_enterprise_unnamed() -> None:
    assert record("accident", 事故单位="某某公司")["enterprise_name"] == "某某公司"


@pytest.mark.parametrize(
    ("text", "rooms"), [("2户5间", 5), ("5间", 5), ("2户", 2), ("2户若干间", None)]
)
def test_rooms_of_so_many_households(text: str, rooms: int | None) -> None:
    assert record("disaster", 倒塌房屋=text)["collapsed_rooms"] == rooms
