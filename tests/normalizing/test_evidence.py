"""What stands around a row fills in what it leaves out, and is flagged."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from zhiben.reading import SkippedRow, SkipReason

from .made import contract, normalized, table

HEADINGS = ("企业名称", "检查日期", "隐患描述", "所属县区", "乡镇")
CITY = {"county": "4116SZ"}


def below(*sections: str, home: str = "411624", **more: Any) -> dict[str, Any]:
    """The record under ``sections``, whose own place is ``county`` and ``town``."""
    row = ("甲厂", "6月22日", "灭火器过期", more.get("county", ""), more.get("town", ""))
    heads = [SkippedRow("f.xlsx", "一", 1, SkipReason.SECTION, text) for text in sections]
    given = replace(table(HEADINGS, row, title=more.get("title", "")), skipped=tuple(heads))
    (only,) = normalized(given, contract(county=home)).records.to_pylist()
    return dict(only)


@pytest.mark.parametrize(
    ("sections", "county", "town"),
    [
        (["一、川汇区"], "411602", None),
        (["一、川汇区（12项）", "（一）人和街道办事处"], "411602", "人和街街道"),
        (["（二）槐店镇"], "411624", "槐店回族镇"),
        (["一、川汇区", "二、淮阳县"], "411603", None),
        (["一、淮阳区", "（一）黄泛区农场"], "4116X2", None),
        (["一、工贸企业"], "411624", None),
        (["壹、川匯區"], "411624", None),
        (["一、川匯區"], "411602", None),
    ],
)
def test_a_section_says_where(sections: list[str], county: str, town: str | None) -> None:
    found = below(*sections)
    assert (found["county"], found["town"]) == (county, town)
    assert ("place_inferred" in found["flags"]) == (
        sections[-1][-2:] not in {"企业", "匯區"} or county != "411624"
    )


def test_a_row_that_says_where_it_lies_is_believed() -> None:
    found = below("一、川汇区", "（一）人和街道", county="淮阳区", town="")
    assert (found["county"], found["town"]) == ("411603", None)
    assert "place_inferred" not in found["flags"]


@pytest.mark.parametrize(
    ("home", "county"), [("411600", "411602"), ("411624", "411624")], ids=["city", "county"]
)
def test_the_unit_line_speaks_where_a_source_covers_several(home: str, county: str) -> None:
    assert below(title="填报单位：川汇区应急管理局", home=home)["county"] == county


@pytest.mark.parametrize(
    ("title", "found_on"),
    [
        ("2023年度台账\n填报日期：2024年1月5日", date(2023, 6, 22)),
        ("隐患台账\n填报单位：沈丘县 填报日期：2023年7月1日", date(2023, 6, 22)),
        ("隐患台账\n填报日期：7月1日", date(2024, 6, 22)),
    ],
)
def test_the_year_of_a_day_is_the_title_s(title: str, found_on: date) -> None:
    found = below(title=title)
    assert found["found_on"] == found_on
    assert "year_inferred" in found["flags"]


@pytest.mark.parametrize(
    ("title", "heading", "yuan"),
    [
        ("2024年台账\n单位：万元", "整改资金", 60_000_000),
        ("2024年台账 （单位：起、人、万元）", "整改资金", 60_000_000),
        ("填报单位：甲局 金额单位:千元", "整改资金", 6_000_000),
        ("单位：万元", "整改资金（元）", 6000),
        ("填报单位：元阳县应急局", "整改资金", 6000),
        ("填报单位：万元镇", "整改资金", 6000),
        ("", "整改资金", 6000),
    ],
)
def test_money_is_in_the_unit_that_stands_above_the_table(
    title: str, heading: str, yuan: int
) -> None:
    row = table((*HEADINGS, heading), ("甲厂", "6月22日", "漏电", "", "", "6000"), title=title)
    (said,) = normalized(row).records.to_pylist()
    assert said["funds_yuan"] == yuan
    assert ("money_unit_assumed" in said["flags"]) == (yuan == 6000 and heading == "整改资金")


def test_a_repeated_cell_is_flagged_and_kept_as_written() -> None:
    rows = [("甲厂", "2024-06-22", text, "", "") for text in ("灭火器过期", "通道堵塞")]
    given = replace(table(HEADINGS, *rows), dittos={3: {0: "同上"}})
    first, second = normalized(given).records.to_pylist()
    assert second["enterprise_name"] == "甲厂"
    assert json.loads(second["raw"])["企业名称"] == "同上"
    assert ["same_as_above" in each["flags"] for each in (first, second)] == [False, True]


def test_a_farm_that_is_a_unit_too_is_a_town_in_its_county_s_ledger() -> None:
    found = below("（一）黄泛区农场", home="411622")
    assert (found["county"], found["town"]) == ("411622", "黄泛区农场")


UNIT = "填报单位：沈丘县"


@pytest.mark.parametrize(
    ("sections", "title", "county", "town"),
    [
        (["川汇区", "沈丘县3项"], "", "411624", None),
        (["川汇区", "沈丘县：3项"], "", "411624", None),
        (["川汇区", "市直单位"], "", "4116ZX", None),
        (["川汇区", "项城"], "", "411681", None),
        (["川汇区", "人和街道", "新增隐患"], "", "411602", "人和街街道"),
        (["川汇区", "人和街道", "区直单位"], "", "411602", None),
        (["填报单位：太康县应急管理局 填报日期：6月1日"], UNIT, "411627", None),
        (["填报单位："], UNIT, "411624", None),
        (["川汇区", "填报单位：太康县"], "", "411602", None),
    ],
)
def test_what_heads_the_rows_of_a_city_s_ledger(
    sections: list[str], title: str, county: str, town: str | None
) -> None:
    found = below(*sections, title=title, home="411600")
    assert (found["county"], found["town"]) == (county, town)


@pytest.mark.parametrize(
    ("sections", "town"),
    [
        (["莲池镇：3项"], "莲池镇"),
        (["莲池镇", "填报单位：太康县"], "莲池镇"),
        (["莲池镇", "县直单位"], None),
    ],
)
def test_what_heads_the_rows_of_a_county_s_ledger(sections: list[str], town: str | None) -> None:
    found = below(*sections, title=UNIT)
    assert (found["county"], found["town"]) == ("411624", town)
