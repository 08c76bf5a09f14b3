"""A fallback does not fill a field that an unknown heading beside it plainly looks like."""

from __future__ import annotations

import pytest

from zhiben.normalizing import UnreadableTableError
from zhiben.normalizing.columns import map_columns

from .made import VOCABULARY, contract, normalized, table

NAMED = ("检查日期", "隐患描述")
FOUND = ("企业名称", "检查日期")


@pytest.mark.parametrize(
    ("headings", "field", "winner"),
    [
        ((*NAMED, "责任单位", "学校名称"), "enterprise_name", "学校名称"),
        (
            (*NAMED, "整改责任单位", "检查单位（企业）名称"),
            "enterprise_name",
            "检查单位（企业）名称",
        ),
        ((*NAMED, "责任单位", "设备名称"), "enterprise_name", "责任单位"),
        ((*NAMED, "责任单位", "监管单位名称"), "enterprise_name", "责任单位"),
        ((*FOUND, "检查内容", "存在的安全隐患"), "description", "存在的安全隐患"),
        ((*FOUND, "检查内容", "隐患来源渠道"), "description", "检查内容"),
        ((*FOUND, "检查内容", "问题数量"), "description", "检查内容"),
    ],
)
def test_the_better_heading_fills_the_field(
    headings: tuple[str, ...], field: str, winner: str
) -> None:
    columns = map_columns(headings, contract(), VOCABULARY)
    assert headings[columns.main[field]] == winner


@pytest.mark.parametrize(
    ("headings", "missing"),
    [
        ((*NAMED, "责任单位", "书院名称"), "企业名称"),
        ((*NAMED, "整改责任单位/施工", "学校"), "企业名称"),
        ((*FOUND, "检查内容", "隐患梗概"), "隐患描述"),
    ],
)
def test_with_a_rival_that_nobody_knows_the_table_is_refused(
    headings: tuple[str, ...], missing: str
) -> None:
    with pytest.raises(UnreadableTableError, match=f"找不到“{missing}”列"):
        normalized(table(headings, ["2024-06-22", "灯坏", "甲", "乙"]))
    said = [one.message for one in map_columns(headings, contract(), VOCABULARY).drift]
    assert [f"更像“{missing}”" in message for message in said] == [False, True]


@pytest.mark.parametrize(
    "more", [{"ignore": ["书院名称"]}, {"columns": {"enterprise_name": ["责任单位"]}}]
)
def test_one_line_of_the_contract_settles_it(more: dict[str, object]) -> None:
    columns = map_columns((*NAMED, "责任单位", "书院名称"), contract(**more), VOCABULARY)
    assert columns.main["enterprise_name"] == 2


def test_beside_a_firm_heading_there_is_no_doubt() -> None:
    columns = map_columns((*NAMED, "企业名称", "书院名称", "责任单位"), contract(), VOCABULARY)
    assert columns.main["enterprise_name"] == 2
    assert [drift.column_name for drift in columns.drift] == ["书院名称"]


@pytest.mark.parametrize(
    ("heading", "names", "is_refused"),
    [
        ("责任单位", ("县应急局", "城关镇"), True),
        ("责任单位", ("县应急局", "永安燃气站", "聚福楼饭店"), False),
        ("责任单位", ("永安燃气站",), False),
        ("企业名称", ("县应急局",), False),
    ],
)
def test_departments_are_no_enterprises_where_the_heading_is_weak(
    heading: str, names: tuple[str, ...], is_refused: bool
) -> None:
    rows = [["2024-06-22", "灯坏", name, "永安燃气站"] for name in names]
    given = table((*NAMED, heading, "地方"), *rows)
    if is_refused:
        with pytest.raises(UnreadableTableError, match="多是政府部门（如“县应急局”）"):
            normalized(given)
    else:
        found = normalized(given).records.column("enterprise_name").to_pylist()
        assert found == list(names)


@pytest.mark.parametrize("heading", ["单位", "使用单位", "单位（企业）"])
def test_a_unit_of_an_unknown_kind_is_a_rival(heading: str) -> None:
    with pytest.raises(UnreadableTableError, match="找不到“企业名称”列"):
        normalized(table((*NAMED, "责任单位", heading), ["2024-06-22", "灯坏", "甲", "乙"]))


@pytest.mark.parametrize("heading", ["被查单位", "受检查单位名称", "巡查对象", "店名", "问题单位"])
def test_whoever_was_visited_is_the_enterprise(heading: str) -> None:
    columns = map_columns((*NAMED, "责任单位", heading), contract(), VOCABULARY)
    assert columns.main["enterprise_name"] == 3


@pytest.mark.parametrize("heading", ["包保单位", "验收单位", "复查单位", "技术服务单位"])
def test_whoever_else_has_a_part_in_it_is_no_rival(heading: str) -> None:
    columns = map_columns((*NAMED, "责任单位", heading), contract(), VOCABULARY)
    assert columns.main["enterprise_name"] == 2
