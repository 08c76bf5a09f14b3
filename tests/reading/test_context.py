"""Rows that say something about their neighbours: 同上, sections, headings printed again."""

from __future__ import annotations

import pytest

from zhiben.reading import SkipReason, row_hashes

from .made import FIRST, HEADINGS, SECOND, csv_table, reasons, table, workbook

WIDE = ["县（市、区）", "企业名称", "检查日期", "隐患描述", "整改状态", "备注"]
SIGNS = ["同上", "同上。", "〃", "″", " 同上", '""""', "”"]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_repeats_the_cell_above(sign: str) -> None:
    only = csv_table([HEADINGS, FIRST, ["2", sign, sign, "通道堵塞", "整改中", ""]])
    assert only.rows[1] == ["2", "甲厂", "2024-06-22", "通道堵塞", "整改中", ""]
    assert set(only.dittos[3]) == {1, 2}


def test_a_sign_repeats_what_a_sign_repeated() -> None:
    rows = [[str(number), "同上", "6.22", "灭火器过期", "", ""] for number in (2, 3)]
    assert [row[1] for row in csv_table([HEADINGS, FIRST, *rows]).rows] == ["甲厂"] * 3


def test_a_sign_with_nothing_above_it_is_an_empty_cell() -> None:
    only = csv_table([HEADINGS, ["1", "同上", "6.22", "灭火器过期", "", ""]])
    assert only.rows[0][1] == ""
    assert only.dittos == {2: {1: "同上"}}


@pytest.mark.parametrize(
    "text",
    ["一、川汇区", "（二）城关镇", "三、淮阳区（12项）", "川汇区", "文昌街道", "一、工贸企业",
     "沈丘县3项", "沈丘县：3项", "纸店镇：共3项隐患", "市直单位", "项城", "填报单位：太康县"],
)  # fmt: skip
def test_a_section_row_is_no_record(text: str) -> None:
    only = csv_table([HEADINGS, FIRST, [text, "", "", "", "", ""], SECOND])
    assert reasons(only)[3] == SkipReason.SECTION
    assert [head.text for head in only.sections] == [text]


def test_a_section_row_over_the_whole_width() -> None:
    rows = [HEADINGS, ["一、川汇区"], FIRST, ["二", "淮阳区"], SECOND]
    only = table(workbook(rows, "A2:F2"))
    assert [head.text for head in only.sections] == ["一、川汇区", "二 淮阳区"]
    assert only.rows == [FIRST, SECOND]


def test_a_section_without_records_is_a_note() -> None:
    only = csv_table([HEADINGS, FIRST, ["一、按月报送", "", "", "", "", ""]])
    assert reasons(only)[3] == SkipReason.NOTE


def test_the_section_is_part_of_what_a_row_says() -> None:
    section = ["一、川汇区", "", "", "", "", ""]
    one, other = row_hashes(csv_table([HEADINGS, FIRST, section, FIRST]))
    assert one != other


@pytest.mark.parametrize(
    ("section", "other"),
    [
        ("川汇区：3项", "川汇区：4项"),
        ("填报单位：川汇区 填报日期：6月1日", "填报单位：川汇区 填报日期：6月2日"),
    ],
)
def test_a_count_or_day_of_a_section_is_no_part_of_its_rows(section: str, other: str) -> None:
    one, again = (
        row_hashes(csv_table([HEADINGS, FIRST, [text, "", "", "", "", ""], SECOND]))[-1]
        for text in (section, other)
    )
    assert one == again


@pytest.mark.parametrize("text", ["第1页", "审核人", "填报人：张三", "以上各项隐患均已核对"])
def test_a_lone_text_that_names_no_place_is_no_section(text: str) -> None:
    only = csv_table([HEADINGS, FIRST, [text, "", "", "", "", ""], SECOND])
    assert reasons(only)[3] == SkipReason.NOTE


@pytest.mark.parametrize("is_merged", [True, False])
def test_two_heading_rows_printed_again_are_headings(is_merged: bool) -> None:
    upper = ["序号", "县（市、区）", "企业信息", "", "检查信息", "", ""]
    lower = ["", "", "企业名称", "检查日期", "隐患描述", "整改状态", "备注"]
    rows = [upper, lower, ["1", "川汇区", *FIRST[1:]], upper, lower, ["2", "", *SECOND[1:]]]
    merges = ("A1:A2", "B1:B2", "C1:D1", "E1:G1", "A4:A5", "B4:B5", "C4:D4", "E4:G4")
    only = table(workbook(rows, *(merges if is_merged else ())))
    assert [number for number, why in reasons(only).items() if why == "heading"] == [1, 2, 4, 5]
    assert len(only.rows) == 2


def test_a_heading_row_in_full_width_brackets_printed_again() -> None:
    rows = [WIDE, ["川汇区", *FIRST[1:]], ["县（市、区） ", *WIDE[1:]]]
    assert reasons(csv_table(rows))[3] == SkipReason.HEADING
