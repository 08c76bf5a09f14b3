"""Which column fills which field, and what is said about the others."""

from __future__ import annotations

import pytest

from zhiben.normalizing import UnreadableTableError
from zhiben.normalizing.columns import ColumnMap, map_columns

from .made import VOCABULARY, contract, normalized, table

NEEDED = ("企业名称", "检查日期", "隐患描述")


def mapped(*headings: str, **more: object) -> ColumnMap:
    return map_columns((*NEEDED, *headings), contract(**more), VOCABULARY)


def said(columns: ColumnMap) -> list[tuple[str, str]]:
    return [(drift.kind, drift.column_name) for drift in columns.drift]


def test_the_first_of_the_vocabulary_wins_and_the_other_is_reported() -> None:
    columns = mapped("整改时限", "整改期限")
    assert columns.columns["整改期限"] == "due_on"
    assert columns.columns["整改时限"] is None
    assert said(columns) == [("new", "整改时限")]


def test_the_contract_wins_over_the_vocabulary() -> None:
    columns = mapped("整改时限", "整改期限", columns={"due_on": ["整改时限"]})
    assert columns.columns["整改时限"] == "due_on"


def test_the_contract_means_a_heading_in_traditional_characters_too() -> None:
    columns = mapped("查出的毛病", columns={"measure": ["檢出的毛病"]})
    assert columns.main.get("measure") is None
    assert mapped("檢出的毛病", columns={"measure": ["檢出的毛病"]}).main["measure"] == 3
    assert mapped("检出的毛病", columns={"measure": ["檢出的毛病"]}).main["measure"] == 3


def test_a_heading_may_mean_something_else_beside_another() -> None:
    assert mapped("检查内容").columns["检查内容"] == "check_item"
    without = map_columns(("企业名称", "检查日期", "检查内容"), contract(), VOCABULARY)
    assert without.columns["检查内容"] == "description"


@pytest.mark.parametrize("heading", ["上报时间", "整改责任单位/施工", "备注", "序号", "主要负责人"])
def test_losing_what_is_minor_is_no_news(heading: str) -> None:
    columns = mapped("整改责任人", heading)
    assert columns.columns[heading] is None
    assert said(columns) == []


def test_an_unknown_heading_is_reported_with_its_neighbour() -> None:
    (drift,) = mapped("隐患描叙").drift
    assert (drift.kind, drift.column_name) == ("new", "隐患描叙")
    assert "最接近的已知列名是“隐患描述”" in drift.message


def test_of_very_many_unknown_headings_the_first_have_their_neighbours_named() -> None:
    drift = mapped(*(f"隐患描叙{number}" for number in range(200))).drift
    assert ["最接近" in one.message for one in drift] == [True] * 50 + [False] * 150


@pytest.mark.parametrize("more", [{"ignore": ["天气"]}, {"key": ["天气"]}])
def test_what_the_contract_knows_is_no_news(more: dict[str, list[str]]) -> None:
    assert said(mapped("天气", **more)) == []


def test_a_column_the_contract_counts_on_is_missed() -> None:
    columns = mapped(key=["编号"], columns={"town": ["所在镇"]})
    assert said(columns) == [("gone", "编号"), ("gone", "所在镇")]


def test_a_second_column_may_overrule_a_state() -> None:
    columns = mapped("整改情况", "复查结果")
    assert columns.main["status"] == 3
    assert columns.seconds["status"] == (4,)
    assert said(columns) == []


@pytest.mark.parametrize(
    ("headings", "missing"),
    [
        (("企业名称", "检查日期"), "“隐患描述”"),
        (("企业名称", "隐患描述"), "“检查日期”"),
        (("检查日期", "隐患描述"), "“企业名称”"),
        (("甲", "乙"), "“企业名称”、“隐患描述”、“检查日期”"),
    ],
)
def test_a_table_without_what_records_need_is_refused(
    headings: tuple[str, ...], missing: str
) -> None:
    with pytest.raises(UnreadableTableError, match=f"找不到{missing}列"):
        normalized(table(headings, ["1", "2"]))


def test_a_code_stands_for_a_name() -> None:
    found = normalized(
        table(("信用代码", "检查日期", "隐患描述"), ["", "2024-06-22", "灭火器过期"])
    )
    assert found.columns["信用代码"] == "uscc"


def test_headings_without_rows_are_no_fault() -> None:
    found = normalized(table(("甲", "乙")))
    assert len(found.records) == 0


def test_a_group_speaks_only_for_columns_of_which_none_is_known() -> None:
    alike = mapped("整改情况/甲", "整改情况/乙")
    assert [alike.columns["整改情况/甲"], alike.columns["整改情况/乙"]] == ["status", None]
    mixed = mapped("整改情况/责任人", "整改情况/乙")
    assert [mixed.columns["整改情况/责任人"], mixed.columns["整改情况/乙"]] == [
        "responsible_person",
        None,
    ]
    assert said(mixed) == [("new", "整改情况/乙")]


@pytest.mark.parametrize(
    ("right", "is_refused"),
    [
        (["乙厂", "2024-06-22", "通道堵塞"], True),
        (["", "", ""], False),
        (["乙厂", "", ""], False),
    ],
)
def test_a_second_table_beside_the_first_is_refused(right: list[str], is_refused: bool) -> None:
    names = ("企业名称", "检查日期", "隐患描述")
    beside = table(
        (*names, *(f"{name}2" for name in names)), ["甲厂", "2024-06-22", "无灯", *right]
    )
    if is_refused:
        with pytest.raises(UnreadableTableError, match="两张表左右并排，“企业名称”、“检查日期”"):
            normalized(beside)
    else:
        assert len(normalized(beside).records) == 1


def test_of_two_columns_that_a_contract_names_for_one_field_the_second_is_told_of() -> None:
    columns = mapped("问题一", "问题二", columns={"description": ["问题一", "问题二"]})
    assert columns.columns["问题一"] == "description"
    assert ("new", "问题二") in said(columns)
