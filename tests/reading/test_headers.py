"""Headings are found wherever people put them, and flattened."""

from __future__ import annotations

import pytest

from zhiben.reading import SkipReason, UnreadableFileError, read

from .made import FIRST, HEADINGS, HINTS, SECOND, csv_table, old_workbook, reasons, table, workbook

GROUPED = [
    ["序号", "企业名称", "整改责任单位", "", "", "检查日期", "隐患描述"],
    ["", "", "建设", "设计", "施工", "", ""],
    ["1", "甲厂", "子", "丑", "寅", "2024-06-22", "通道堵塞"],
]
FLAT = (
    "序号",
    "企业名称",
    "整改责任单位/建设",
    "整改责任单位/设计",
    "整改责任单位/施工",
    "检查日期",
    "隐患描述",
)


def test_headings_in_the_first_row() -> None:
    only = csv_table([HEADINGS, FIRST, SECOND])
    assert only.headings == tuple(HEADINGS)
    assert only.rows == [FIRST, SECOND]
    assert only.row_numbers == [2, 3]
    assert reasons(only) == {1: SkipReason.HEADING}


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("企业\n名称", "企业名称"),
        (" 企 业 名 称 ", "企业名称"),
        ("整改要求（措施）", "整改要求(措施)"),
        ("\u200b备注\ufeff", "备注"),
    ],
)
def test_a_heading_is_freed_of_what_only_looks(text: str, heading: str) -> None:
    only = table(workbook([["序号", "检查日期", "隐患描述", text], FIRST]))
    assert only.headings[3] == heading


def test_titles_and_unit_lines_above_are_kept_as_evidence() -> None:
    rows = [["2024年隐患台账"], ["填报单位：川汇区应急管理局"], [], HEADINGS, FIRST]
    only = table(workbook(rows, "A1:F1", "A2:F2"))
    assert only.title == "2024年隐患台账\n填报单位：川汇区应急管理局"
    assert list(reasons(only).values()) == [
        SkipReason.TITLE,
        SkipReason.UNIT_LINE,
        SkipReason.BLANK,
        SkipReason.HEADING,
    ]


def test_a_line_of_labels_above_is_not_taken_for_the_headings() -> None:
    labels = ["填报单位", "川汇区", "检查时间", "2024年6月", "检查人", "张三"]
    only = csv_table([labels, HEADINGS, FIRST])
    assert only.headings == tuple(HEADINGS)
    assert reasons(only)[1] == SkipReason.UNIT_LINE


@pytest.mark.parametrize(
    "data",
    [
        workbook(GROUPED, "A1:A2", "B1:B2", "C1:E1", "F1:F2", "G1:G2"),
        workbook(GROUPED),
        old_workbook(GROUPED, (0, 1, 0, 0), (0, 1, 1, 1), (0, 0, 2, 4), (0, 1, 5, 5)),
    ],
    ids=["xlsx merged", "xlsx not merged", "xls merged"],
)
def test_group_headings_are_flattened(data: bytes) -> None:
    only = table(data)
    assert only.headings == FLAT
    assert only.row_numbers == [3]


def test_headings_four_rows_deep() -> None:
    rows = [GROUPED[0], [], GROUPED[1], [], GROUPED[2]]
    areas = ("A1:A4", "B1:B4", "C1:E2", "C3:C4", "D3:D4", "E3:E4", "F1:F4", "G1:G4")
    only = table(workbook(rows, *areas))
    assert only.headings == FLAT
    assert only.row_numbers == [5]


def test_groups_above_known_headings() -> None:
    rows = [
        ["基本情况", "", "检查", "", "复查", ""],
        ["序号", "企业名称", "检查人", "隐患描述", "检查人", "复查结果"],
        ["1", "甲厂", "张三", "通道堵塞", "李四", "合格"],
    ]
    only = table(workbook(rows, "A1:B1", "C1:D1", "E1:F1"))
    assert only.headings[2:5] == ("检查/检查人", "检查/隐患描述", "复查/检查人")


def test_headings_repeated_where_a_merge_was_dissolved() -> None:
    rows = [
        ["序号", "企业名称", "隐患描述", "整改", "整改"],
        ["序号", "企业名称", "隐患描述", "整改期限", "整改状态"],
        ["1", "甲厂", "通道堵塞", "6月30日", "整改中"],
    ]
    assert csv_table(rows).headings[3:] == ("整改/整改期限", "整改/整改状态")


def test_a_line_of_column_numbers_belongs_to_the_headings() -> None:
    only = csv_table([HEADINGS, ["甲", "乙", 1, 2, 3, 4], FIRST])
    assert only.headings == tuple(HEADINGS)
    assert only.row_numbers == [3]


def test_repeated_headings_become_unique() -> None:
    only = csv_table([[*HEADINGS, "备注", "备注"], [*FIRST, "a", "b"]])
    assert only.headings[-3:] == ("备注", "备注2", "备注3")


def test_a_column_with_values_but_no_heading_is_named_by_its_place() -> None:
    only = table(workbook([[*HEADINGS, "", ""], [*FIRST, "", "甲"]]))
    assert only.headings == (*HEADINGS, "列8")
    assert only.rows == [[*FIRST, "甲"]]


def test_a_heading_merged_over_two_columns_is_one_column_unless_both_are_used() -> None:
    rows = [[*HEADINGS, ""], [*FIRST, ""]]
    assert table(workbook(rows, "F1:G1")).headings == tuple(HEADINGS)
    rows[1][6] = "又"
    assert table(workbook(rows, "F1:G1")).headings == (*HEADINGS, "备注2")


def test_a_table_may_start_in_any_column() -> None:
    only = table(workbook([[], ["", "", *HEADINGS], ["", "", *FIRST]]))
    assert only.headings == tuple(HEADINGS)
    assert reasons(only) == {1: SkipReason.BLANK, 2: SkipReason.HEADING}


def test_headings_only_is_a_table_without_rows() -> None:
    only = table(workbook([["隐患台账"], HEADINGS]))
    assert only.rows == []
    assert only.rows_received == 2


def test_unknown_headings_are_refused_with_what_was_seen() -> None:
    with pytest.raises(UnreadableFileError) as refusal:
        read("名单.csv", "姓名,班级,学号\n张三,1,2\n".encode(), HINTS)
    assert "企业名称" in str(refusal.value)
    assert "第 1 行“姓名|班级|学号”" in str(refusal.value)


def test_two_tables_on_a_sheet() -> None:
    other = ["编号", "受检单位", "检查时间", "存在问题"]
    rows = [["附表一"], HEADINGS, FIRST, [], ["附表二"], other, ["1", "丙厂", "6月1日", "漏电"]]
    first, second = read("台账.xlsx", workbook(rows), HINTS).tables
    assert (first.title, first.row_numbers) == ("附表一", [3])
    assert (second.title, second.headings, second.row_numbers) == ("附表二", tuple(other), [7])


@pytest.mark.parametrize("merges", [(), ("A1:F1",)])
def test_a_title_of_a_heading_s_word_is_a_title(merges: tuple[str, ...]) -> None:
    groups = ["基本情况", "", "", "整改情况", "", ""]
    only = table(workbook([["（二）存在问题"], groups, HEADINGS, FIRST], *merges))
    assert (only.title, only.rows) == ("（二）存在问题", [FIRST])
    assert reasons(only)[1] == SkipReason.TITLE


def test_columns_in_another_order_below_are_read_by_their_own_headings() -> None:
    moved = ["序号", "企业名称", "隐患描述", "检查日期", "整改状态", "备注"]
    rows = [HEADINGS, FIRST, [], ["二、其他隐患"], moved, ["1", "丙厂", "漏电", "6月1日"]]
    first, second = read("台账.xlsx", workbook(rows), HINTS).tables
    assert first.rows == [FIRST]
    assert dict(zip(second.headings, second.rows[0], strict=True))["隐患描述"] == "漏电"


def test_headings_of_two_rows_repeated_below_a_record_do_not_take_it_in() -> None:
    upper = ["序号", "企业名称", "检查情况", "", "整改情况", ""]
    lower = ["", "", "检查日期", "隐患描述", "整改状态", "备注"]
    record = ["1", "甲厂", "2024-06-22", "灭火器过期", "备注", "急"]
    only = csv_table([upper, lower, record, upper, lower, SECOND])
    assert only.rows == [record, SECOND]


_MORE = ["整改措施", "隐患等级", "整改责任人", "联系电话", "整改资金(万元)"]
RICHER = ["序号", "企业名称", "隐患描述", "检查日期", "整改期限", "整改情况", *_MORE]


@pytest.mark.parametrize("count", [1, 3, 4])
@pytest.mark.parametrize("first", [0, 1])
def test_a_short_table_above_a_richer_one_keeps_its_records(count: int, first: int) -> None:
    record = ["甲厂", "灭火器过期", "2024-06-22", "2024-07-01", "未整改"]
    rows = [[*RICHER[first:6]], *([str(n + 1), *record][first:] for n in range(count))]
    below = [RICHER, ["1", *record, "更换", "重大", "张三", "1", "2"]]
    one, other = read("台账.xlsx", workbook([*rows, *below]), HINTS).tables
    assert (len(one.rows), len(other.rows)) == (count, 1)


def test_values_of_labels_above_are_no_records() -> None:
    labels = [["检查单位", "应急管理局", "检查人", "张三"], ["检查时间", "6月22日", "备注", "急"]]
    only = table(workbook([*labels, RICHER, ["1", "甲厂", "灭火器过期", "2024-06-22"]]))
    assert (only.headings[:3], len(only.rows)) == (tuple(RICHER[:3]), 1)
