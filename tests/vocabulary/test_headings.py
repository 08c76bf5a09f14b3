"""Which heading fills which field."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.records import HAZARD
from zhiben.vocabulary import Vocabulary, load_vocabulary

FOLDER = Path(__file__).parents[2] / "include" / "vocabulary"
SHIPPED = load_vocabulary(FOLDER, HAZARD)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("企业名称", "enterprise_name"),
        (" 企业 名称* ", "enterprise_name"),
        ("1、被检查单位（场所）", "enterprise_name"),
        ("统一社会信用\n代码", "uscc"),
        ("县（市、区）", "county"),
        ("乡镇（街道）", "town"),
        ("检查工点", "site"),
        ("行业和领域", "industry"),
        ("隐患现状和产生原因", "description"),
        ("检查内容", "description"),
        ("检查时间", "found_on"),
        ("上报时间", "found_on"),
        ("整改要求（措施）", "measure"),
        ("整改资金（万元）", "funds_yuan"),
        ("限改日期", "due_on"),
        ("销号情况", "status"),
        ("整改完成日期", "rectified_on"),
        ("销号日期", "verified_on"),
        ("是否挂牌督办", "supervised"),
        ("整改责任单位/施工", "enterprise_name"),
        ("整改情况/完成时间", "rectified_on"),
        ("整改情况/责任人", "responsible_person"),
        ("检查情况/日期", "found_on"),
        ("复查情况/日期", "verified_on"),
        ("复查情况/结果", "status"),
        ("行业［名录（2017年版）］", "industry"),
    ],
)
def test_headings_of_real_ledgers_are_understood(heading: str, field: str) -> None:
    assert SHIPPED.field_of(heading) == field


@pytest.mark.parametrize("heading", ["序号", "备注", "填报单位", "隐患编号", "应急预案"])
def test_known_headings_without_a_field_are_headings(heading: str) -> None:
    assert SHIPPED.is_heading(heading)
    assert SHIPPED.field_of(heading) is None


@pytest.mark.parametrize(
    "text", ["", "灭火器过期", "2024-06-22", "沈丘县某某食品有限公司", "长" * 99]
)
def test_values_are_no_headings(text: str) -> None:
    assert not SHIPPED.is_heading(text)


@pytest.mark.parametrize(
    ("heading", "yuan"),
    [
        ("整改资金（万元）", 10_000),
        ("整改资金/元", 1),
        ("整改资金", None),
        ("直接经济损失(百万元)", 1_000_000),
        ("直接经济损失（千万元）", 10_000_000),
        ("直接经济损失（百元）", 100),
        ("直接经济损失（千元）", 1000),
    ],
)
def test_a_heading_names_the_unit_of_its_money(heading: str, yuan: int | None) -> None:
    assert SHIPPED.money_unit(heading) == (None if yuan is None else Decimal(yuan))


def test_an_unknown_heading_is_told_its_neighbour() -> None:
    assert SHIPPED.nearest("隐患描述内容") in {"隐患描述", "隐患内容", "问题隐患描述"}
    assert SHIPPED.nearest("xyz") is None


@given(st.text(max_size=80))
def test_any_text_may_be_asked_about(text: str) -> None:
    assert (SHIPPED.field_of(text) is None) or SHIPPED.is_heading(text)


def test_every_field_of_the_kind_has_headings() -> None:
    assert {claim.field for claim in SHIPPED.claims.values()} == set(HAZARD.names())


def test_the_vocabulary_is_frozen() -> None:
    with pytest.raises(AttributeError):
        SHIPPED.kind = "other"
    assert isinstance(SHIPPED, Vocabulary)
