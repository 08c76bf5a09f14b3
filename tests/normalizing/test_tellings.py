"""Several columns of one row that tell of what was found."""

from __future__ import annotations

from typing import Any

import pytest

from tests.normalizing.made import normalized, records, table
from zhiben.normalizing import UnreadableTableError

BEFORE = ("企业名称", "检查日期")
ROW = ("甲厂", "2024-06-22")


def told(**cells: str) -> list[dict[str, Any]]:
    given = table([*BEFORE, *cells], [*ROW, *cells.values()])
    return normalized(given).records.to_pylist()


def texts(found: list[dict[str, Any]]) -> list[str]:
    return [one["description"] for one in found]


def test_columns_under_one_heading_are_hazards_each() -> None:
    cells = {"存在问题/消防方面": "灭火器过期", "存在问题/用电方面": "", "存在问题/管理": "未培训"}
    found = told(**cells)
    assert texts(found) == ["灭火器过期", "未培训"]
    assert [one["part"] for one in found] == [1, 2]


def test_a_list_in_one_of_them_goes_on_counting() -> None:
    found = told(**{"存在问题/消防": "1.灭火器过期；2.应急灯损坏", "存在问题/用电": "电线裸露"})
    assert texts(found) == ["灭火器过期", "应急灯损坏", "电线裸露"]
    assert [one["part"] for one in found] == [1, 2, 3]


@pytest.mark.parametrize(
    ("general", "major", "expected"),
    [
        ("灭火器过期", "罐区未设围堰", [("灭火器过期", "general"), ("罐区未设围堰", "major")]),
        ("", "罐区未设围堰", [("罐区未设围堰", "major")]),
        ("无", "罐区未设围堰", [("罐区未设围堰", "major")]),
        ("灭火器过期", "", [("灭火器过期", "general")]),
        ("灭火器过期", "未发现隐患", [("灭火器过期", "general")]),
    ],
)
def test_hazards_of_two_levels_side_by_side(
    general: str, major: str, expected: list[tuple[str, str]]
) -> None:
    found = told(一般隐患描述=general, 重大隐患描述=major)
    assert [(one["description"], one["level"]) for one in found] == expected


@pytest.mark.parametrize(
    ("described", "beside", "expected", "is_flagged"),
    [
        ("灭火器过期", "", "灭火器过期", False),
        ("", "电线裸露", "电线裸露", False),
        ("灭火器过期", "灭火器 过期。", "灭火器过期", False),
        ("灭火器过期", "二层灭火器过期两具", "灭火器过期", False),
        ("灭火器过期", "电线裸露", "灭火器过期", True),
    ],
)
def test_a_second_text_is_heard_where_the_first_is_blank_and_told_of_where_it_differs(
    described: str, beside: str, expected: str, is_flagged: bool
) -> None:
    (found,) = told(隐患描述=described, 存在问题=beside)
    assert (found["description"], "text_beside" in found["flags"]) == (expected, is_flagged)


def test_money_of_a_row_is_counted_once() -> None:
    found = told(
        **{"存在问题/消防": "灭火器过期", "存在问题/用电": "电线裸露", "整改资金": "200元"}
    )
    assert [one["funds_yuan"] for one in found] == [200, None]


@pytest.mark.parametrize(
    ("right", "is_refused"),
    [
        pytest.param(("乙厂", "电线裸露", "2024-06-22"), True, id="another table"),
        pytest.param(("", "", ""), False, id="nothing there"),
        pytest.param(("甲厂", "灭火器过期", "2024-06-22"), False, id="the same once more"),
    ],
)
def test_a_second_table_under_other_names_is_refused(
    right: tuple[str, ...], is_refused: bool
) -> None:
    given = table(
        [*BEFORE, "隐患描述", "受检单位", "存在问题", "检查时间"], [*ROW, "灭火器过期", *right]
    )
    if is_refused:
        with pytest.raises(UnreadableTableError, match="左右并排"):
            normalized(given)
    else:
        assert len(normalized(given).records) == 1


def test_what_was_found_in_another_month_is_not_lost() -> None:
    months = [f"{month}/{name}" for month in ("1月", "2月") for name in ("隐患描述", "检查日期")]
    row = ["甲厂", "灭火器过期", "2024-01-05", "电线裸露", "2024-02-06"]
    with pytest.raises(UnreadableTableError, match="左右并排"):
        normalized(table(["企业名称", *months], row))


def test_one_day_told_twice_is_no_second_table() -> None:
    (found,) = records(检查时间="2024-06-22", 存在问题="灭火器过期两具")
    assert found["description"] == "灭火器过期"


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        pytest.param([("乙厂氯气库报警器失效", "")], 1, id="a hazard in the remarks"),
        pytest.param([("第一网格", ""), ("第一网格", "")], 0, id="what a form is prefilled with"),
        pytest.param([("停产放假一周", "无")], 0, id="a remark beside a zero report"),
        pytest.param([("空", "")], 0, id="hardly a word"),
    ],
)
def test_what_stands_where_nobody_reads_is_not_skipped(
    rows: list[tuple[str, str]], kept: int
) -> None:
    given = table([*BEFORE, "备注", "隐患描述"], *(["", "", *row] for row in rows))
    assert len(normalized(given).records) == kept
