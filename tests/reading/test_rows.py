"""Records are told from titles, totals, notes, blanks and forms nobody filled in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiben.reading import SkipReason, read
from zhiben.reading.headings import HeadingTest
from zhiben.reading.model import Sheet
from zhiben.reading.table import tables_of

from .made import (
    FIRST,
    HEADINGS,
    HINTS,
    SECOND,
    csv_table,
    is_heading,
    numbers,
    reasons,
    table,
    workbook,
)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["合计", "", "", "2", "", ""], SkipReason.TOTAL),
        (["", "小 计", "", "2", "", ""], SkipReason.TOTAL),
        (["3", "总计", "1", "2", "3", "4"], SkipReason.TOTAL),
        (["川汇区", "小计", "", "2", "", ""], SkipReason.TOTAL),
        (["全县合计：12项", "", "", "", "", ""], SkipReason.TOTAL),
        (["合计：本页共 2 处，均已整改", "", "", "", "", ""], SkipReason.TOTAL),
        (["共3条", "", "", "", "", ""], SkipReason.TOTAL),
        (["总数", "", "", "3", "", ""], SkipReason.TOTAL),
        (["汇总", "3", "4", "5", "6", "7"], SkipReason.TOTAL),
        (["", "隐患总数：", "", "12", "8", "4"], SkipReason.TOTAL),
        (["共3条隐患，已整改2条", "", "", "", "", ""], SkipReason.TOTAL),
        (["示例", "甲厂", "6月1日", "漏电", "张三", "某事"], SkipReason.NOTE),
        (["例：", "甲厂", "6月1日", "漏电", "", ""], SkipReason.NOTE),
        (["（填写示例）", "甲厂", "6月1日", "漏电", "", ""], SkipReason.NOTE),
        (["", "", "", "", "", ""], SkipReason.BLANK),
        (["　", " ", "", "", "", ""], SkipReason.BLANK),
        (HEADINGS, SkipReason.HEADING),
        (["序 号", "企业名称", "检查日期", "隐患描述", "", ""], SkipReason.HEADING),
        (["3", "", "", "", "", ""], SkipReason.UNFILLED),
        (["3", "/", "/", "/", "/", "/"], SkipReason.UNFILLED),
        (["3", "", "", "无", "", ""], SkipReason.ZERO_REPORT),
        (["本期无隐患", "", "", "", "", ""], SkipReason.ZERO_REPORT),
        (["", "丙厂", "", "零报告", "", ""], SkipReason.ZERO_REPORT),
        (["本周未发现安全隐患，实行零报告。", "", "", "", "", ""], SkipReason.ZERO_REPORT),
        (["我镇本月无新增安全隐患上报", "", "", "", "", ""], SkipReason.ZERO_REPORT),
        (["本季度没有发现重大事故隐患", "", "", "", "", ""], SkipReason.ZERO_REPORT),
        (["本周无上报情况", "", "", "", "", ""], SkipReason.ZERO_REPORT),
        (["注：1.本表按月报送", "", "", "", "", ""], SkipReason.NOTE),
        (["制表人：张三", "", "审核人：李四", "", "日期：6月30日", ""], SkipReason.NOTE),
        (["制表人", "张三", "审核人", "李四", "", ""], SkipReason.NOTE),
        (["以下空白", "", "", "", "", ""], SkipReason.NOTE),
    ],
)
def test_rows_that_are_no_records(row: list[str], reason: SkipReason) -> None:
    only = csv_table([HEADINGS, FIRST, row, SECOND])
    assert reasons(only)[3] == reason
    assert only.rows == [FIRST, SECOND]


@pytest.mark.parametrize(
    "row",
    [
        ["3", "周口市统计局", "6月1日", "累计未巡查12次", "", ""],
        ["3", "丙厂", "6月1日", "无", "", ""],
        ["", "丙厂", "", "", "", "某事"],
        ["一", "丙厂", "6月1日", "零报告制度未落实", "", ""],
        ["一", "丙厂", "6月1日", "本月零报告制度未落实", "", ""],
        ["3", "总计量仪表厂", "", "漏电", "", ""],
        ["3", "共3条生产线的厂", "6月1日", "漏电", "", ""],
        ["3", "汇总超市", "6月1日", "漏电", "", ""],
        ["", "总数", "6月1日", "漏电", "", ""],
        ["3", "示例", "6月1日", "漏电", "", ""],
        ["例会", "甲厂", "6月1日", "漏电", "", ""],
        ["", "丙厂", "2024-06-01", "说明：未设警示牌", "", ""],
        ["", "丙厂", "6月1日", "本年度未组织开展隐患排查", "", ""],
        ["", "丙厂", "6月1日", "该企业本年度未建立事故隐患排查治理制度", "", ""],
        ["", "丙厂", "6月1日", "本季度未召开安全会议研究隐患问题", "", ""],
        ["", "丙厂", "6月1日", "今年以来本月无隐患排查记录", "", ""],
        ["", "丙厂", "6月1日", "上月未上报隐患", "", ""],
        ["", "丙厂", "6月1日", "本月未开展隐患自查自纠", "", ""],
        ["3", "", "", "漏电", "", ""],
    ],
)
def test_rows_that_are_records_though_their_words_tempt(row: list[str]) -> None:
    assert csv_table([HEADINGS, FIRST, row, SECOND]).rows == [FIRST, row, SECOND]


def test_a_note_merged_over_most_of_the_table() -> None:
    rows = [HEADINGS, FIRST, SECOND, [], ["填写要求 一般隐患按三级填写"]]
    only = table(workbook(rows, "A5:F7"))
    assert reasons(only) == {1: SkipReason.HEADING, 4: SkipReason.BLANK, 5: SkipReason.NOTE}


def test_signatures_below_the_last_record() -> None:
    rows = [HEADINGS, FIRST, [], ["", "", "", "", "川汇区应急局", ""], ["", "", "", "6月30日"]]
    assert reasons(csv_table(rows)) == {
        1: SkipReason.HEADING,
        3: SkipReason.BLANK,
        4: SkipReason.NOTE,
        5: SkipReason.NOTE,
    }


def test_a_lone_half_filled_row_stays_a_record() -> None:
    assert csv_table([HEADINGS, ["", "丙厂"]]).rows == [["", "丙厂", "", "", "", ""]]


def test_title_and_headings_repeated_on_each_page() -> None:
    only = csv_table([["隐患台账"], HEADINGS, FIRST, ["隐患台账"], HEADINGS, SECOND])
    assert only.row_numbers == [3, 6]
    assert reasons(only)[4] == SkipReason.TITLE
    assert reasons(only)[5] == SkipReason.HEADING


def test_a_title_repeated_where_no_column_counts_rows() -> None:
    headings, rows = HEADINGS[1:], ([*FIRST[1:]], [*SECOND[1:]])
    only = csv_table([["隐患台账"], headings, rows[0], ["隐患台账", "", "", "", ""], rows[1]])
    assert (only.row_numbers, reasons(only)[4]) == ([3, 5], SkipReason.TITLE)


def test_column_numbers_repeated_on_each_page() -> None:
    counted = ["1", "2", "3", "4", "5", "6"]
    only = csv_table([HEADINGS, counted, FIRST, HEADINGS, counted, SECOND])
    assert only.rows == [FIRST, SECOND]


def test_a_lone_text_in_a_serial_column_under_a_group_is_a_note() -> None:
    rows = [["基本情况", "", "", ""], HEADINGS[:4], FIRST[:4], ["第1页"], SECOND[:4]]
    only = table(workbook(rows, "A1:D1"))
    assert reasons(only)[4] == SkipReason.NOTE


def test_a_name_merged_down_stands_in_each_of_its_rows() -> None:
    rows = [HEADINGS, FIRST, ["2", "", "6月2日", "漏电"], ["3", "", "", "漏水"], SECOND]
    only = table(workbook(rows, "B2:B4", "C3:C4"))
    assert [row[1] for row in only.rows] == ["甲厂", "甲厂", "甲厂", "乙厂"]
    assert only.rows[2][2] == "6月2日"


def test_an_amount_merged_down_counts_once() -> None:
    headings = ["序号", "企业名称", "隐患描述", "整改资金(万元)", "整改情况"]
    rows = [["1", "甲厂", "漏电", "9", "已整改"], ["2", "", "漏水", ""], ["3", "", "漏油", ""]]
    only = table(workbook([headings, *rows], "B2:B4", "D2:D4", "E2:E4"))
    assert [row[3] for row in only.rows] == ["9", "", ""]
    assert [row[1] + row[4] for row in only.rows] == ["甲厂已整改"] * 3


def test_rows_left_blank_under_a_merged_name_are_no_records() -> None:
    rows = [HEADINGS, FIRST, ["2"], [], SECOND]
    only = table(workbook(rows, "B2:B4"))
    assert reasons(only) == {1: SkipReason.HEADING, 3: SkipReason.UNFILLED, 4: SkipReason.BLANK}


def test_a_row_whose_other_cells_are_merged_needs_one_text_only() -> None:
    rows = [HEADINGS, FIRST, ["", "", "", "漏电"]]
    only = table(workbook(rows, "A2:A3", "B2:B3", "C2:C3"))
    assert only.rows[1][:4] == ["1", "甲厂", "2024-06-22", "漏电"]


def test_trailing_blank_rows_are_not_received() -> None:
    only = csv_table([HEADINGS, FIRST, [""] * 6, [""] * 6])
    assert only.rows_received == 2


@pytest.mark.parametrize(
    "said",
    [
        "本期无隐患，零报告",
        "本期零报告",
        "我县本周零报告。",
        "本月全县未发生生产安全事故",
        "无灾情，零报告",
    ],
)
def test_a_sheet_of_a_title_and_zero_report(said: str) -> None:
    only = table(workbook([["隐患台账"], [said]]))
    assert only.rows == []
    assert reasons(only) == {1: SkipReason.TITLE, 2: SkipReason.ZERO_REPORT}


def test_texts_of_skipped_rows_are_kept_in_brief() -> None:
    only = csv_table([["题" * 300], HEADINGS, FIRST])
    assert only.skipped[0].text == "题" * 200


def test_every_row_is_accounted_for_once() -> None:
    other = ["编号", "受检单位", "检查时间", "存在问题"]
    rows = [["题"], [], HEADINGS, FIRST, ["合计"], [], ["题二"], other, ["1", "丙厂"], ["注：略"]]
    tables = read("台账.xlsx", workbook(rows), HINTS).tables
    assert numbers(tables) == list(range(1, 11))


WORDS = ["", "", "1", "2", "甲厂", "漏电", "合计", "本期无隐患", "注：略", "企业名称", *HEADINGS]
GRIDS = st.lists(st.lists(st.sampled_from(WORDS), min_size=6, max_size=6), max_size=8)
CORNERS = st.tuples(st.integers(0, 8), st.integers(0, 5), st.integers(0, 9), st.integers(0, 9))


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(GRIDS, GRIDS, st.lists(CORNERS, max_size=4))
def test_no_grid_whatever_loses_a_row(
    above: list[list[str]], below: list[list[str]], merges: list[tuple[int, int, int, int]]
) -> None:
    rows = [*above, HEADINGS, *below]
    sheet = Sheet("a", "b", rows, list(range(1, len(rows) + 1)), tuple(merges))
    last = max(number for number, row in enumerate(rows, start=1) if any(row))
    assert numbers(tables_of(sheet, HeadingTest(is_heading))) == list(range(1, last + 1))
