"""Filled forms are read as one row each, or refused: never an empty ledger, never headings."""

from __future__ import annotations

import pytest

from zhiben.reading import SkipReason, UnreadableFileError, read

from .made import (
    FIRST,
    HEADINGS,
    HINTS,
    Rows,
    csv_text,
    numbers,
    old_workbook,
    reasons,
    table,
    word,
    workbook,
    zipped,
)

NAMES = ("企业名称", "检查日期", "检查人", "隐患描述", "整改期限")
VALUES = ["甲厂", "2026-3-1", "张三", "灭火器过期", "2026-3-9"]


def form(firm: str = "甲厂", text: str = "灭火器过期") -> list[list[str]]:
    return [
        ["企业名称", firm, "检查日期", "2026-3-1", "检查人", "张三"],
        ["隐患描述", text, "", "整改期限", "2026-3-9", ""],
    ]


TITLE = ["隐患排查登记表", "", "", "", "", ""]
SIGNED = ["检查人签字：张三", "", "", "2026年3月1日", "", ""]
FIRM, ONE = ["企业名称", "甲厂"], ["甲厂"]
WIDE = ("A1:F1", "B3:C3", "E3:F3")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (workbook([TITLE, *form(), SIGNED], *WIDE), "表.xlsx"),
        (old_workbook([TITLE, *form(), SIGNED], (0, 0, 0, 5)), "表.xls"),
        (word([TITLE, *form(), SIGNED], (0, 0, 0, 5), (2, 1, 2, 2), (2, 4, 2, 5)), "表.docx"),
        (csv_text([TITLE, *form(), SIGNED]).encode(), "表.csv"),
    ],
    ids=["workbook", "old workbook", "Word", "text"],
)
def test_a_filled_form_is_one_row(data: bytes, name: str) -> None:
    only = table(data, name)
    assert (only.headings, only.rows, only.row_numbers) == (NAMES, [VALUES], [2])
    assert reasons(only) == {1: SkipReason.TITLE, 3: SkipReason.FORM_LINE, 4: SkipReason.NOTE}
    assert "隐患排查登记表" in only.title
    assert only.spot(2, 3) == (3, 1)


@pytest.mark.parametrize(
    ("rows", "firms"),
    [
        ([*form(), *form("乙厂")], ["甲厂", "乙厂"]),
        ([TITLE, *form(), [], TITLE, *form("乙厂"), SIGNED], ["甲厂", "乙厂"]),
        ([["填报单位", "某局", "填报日期", "2026-3-2"], *form(), *form("乙厂")], ["甲厂", "乙厂"]),
        ([["企业名称：甲厂", "检查日期：2026-3-1"], ["检查人：张三", "隐患描述：漏电"]], ONE),
        ([[name, value] for name, value in zip(NAMES, VALUES, strict=True)], ONE),
        ([["企业名称", "甲厂"], ["检查类型", "检查组", "检查日期", "2026-3-1"], form()[1]], ONE),
        ([["联系电话", "1", *FIRM], ["联系电话", "2", "检查人", "张三"], form()[1]], ONE),
        ([[*FIRM, "法定代表人", "李四"], form()[1], ["复查结果", "", "检查人", ""]], ONE),
        ([["一、基本情况"], [*FIRM, "检查人", ""], ["二、隐患情况"], form()[1]], ONE),
    ],
    ids=[
        "one below another", "with titles", "below a line of who sends",
        "labels and values in a cell", "one to a row", "a value that is a label", "a label twice",
        "unknown label, blank value", "parts with names",
    ],
)  # fmt: skip
def test_each_form_of_a_sheet_is_a_row(rows: Rows, firms: list[str]) -> None:
    only = table(workbook(rows))
    place = only.headings.index("企业名称")
    assert [row[place] for row in only.rows] == firms
    assert numbers([only]) == [*range(1, len(rows) + 1)]


def test_a_label_merged_down_beside_its_group_is_read() -> None:
    rows = [["企业情况", *form()[0][:4]], ["", "检查人", "张三", "检查组", "一组"], form()[1]]
    only = table(workbook(rows, "A1:A2"))
    assert only.headings[:4] == ("企业名称", "检查日期", "检查人", "检查组")


def test_a_form_a_sheet_is_a_row_a_sheet() -> None:
    reading = read("表.xlsx", workbook(form(), 二=form("乙厂"), 三=[["目录"]]), HINTS)
    assert [one.rows[0][0] for one in reading.tables] == ["甲厂", "乙厂"]
    assert "逐格填写的表读取，每张表作一行：工作表“台账”、工作表“二”" in reading.notes[0]
    assert "未读取：工作表“三”" in reading.notes[1]


@pytest.mark.parametrize(
    "rows",
    [
        [*form(), ["检查人", "复查结果"], ["张三", "合格"]],
        [*form(), ["隐患部位"], ["二号车间北侧配电室"]],
        [["企业名称", ""], ["检查日期", ""], ["检查人", ""], ["隐患描述", ""]],
        [*form(), ["甲车间", "未接地"], ["乙车间", "未接地"]],
        [["检查日期", "2026-3-1", "企业名称", "甲厂"], ["检查日期", "2026-3-9", "检查人", "张三"],
         ["检查日期", "2026-4-1", "隐患描述", "漏电"]],
    ],
    ids=["labels over values", "a label over its value", "not filled in", "rows of no label",
         "what begins it cannot be told"],
)  # fmt: skip
def test_a_form_that_cannot_be_told_is_refused_in_words(rows: Rows) -> None:
    with pytest.raises(UnreadableFileError, match="逐格填写的检查表") as refused:
        read("表.xlsx", workbook(rows), HINTS)
    assert "一行一条的台账" in str(refused.value)
    assert "张三" not in str(refused.value)


def test_one_form_that_cannot_be_told_refuses_those_beside_it() -> None:
    with pytest.raises(UnreadableFileError, match="工作表“二”"):
        read("表.xlsx", workbook(form(), 二=[*form(), ["甲车间", "乙车间"]]), HINTS)


def test_a_form_beside_a_ledger_is_told_and_not_read() -> None:
    data = workbook(form(), 二=[HEADINGS, FIRST])
    reading = read("台账.xlsx", data, HINTS)
    assert [one.sheet for one in reading.tables] == ["二"]
    assert reading.notes == ("是台账之外逐格填写的表，未读取：工作表“台账”。",)


def test_forms_of_an_archive_are_read_beside_a_ledger_in_it() -> None:
    data = zipped(**{"甲.xlsx": workbook(form()), "乙.csv": csv_text([HEADINGS, FIRST]).encode()})
    assert [len(one.rows) for one in read("全.zip", data, HINTS).tables] == [1, 1]


def test_lines_with_values_above_a_ledger_head_nothing() -> None:
    above = ["企业名称", "甲厂", "检查日期", "2026-3-1", "检查人", "张三"]
    only = table(workbook([above, ["序号", "隐患描述", "整改期限"], ["1", "漏电", "立即"]]))
    assert only.headings == ("序号", "隐患描述", "整改期限")


@pytest.mark.parametrize(
    ("rows", "headings", "count"),
    [
        ([HEADINGS], HEADINGS, 0),
        ([["填报单位", "某局", "填报日期", "2026-3-1"], ["检查组", "一组", "联系电话", "1"],
          ["企业名称", "检查日期", "隐患描述", "其他情况"]],
         ["企业名称", "检查日期", "隐患描述", "其他情况"], 0),
        ([["企业名称", "甲栏", "检查日期", "乙栏", "隐患描述", "丙栏"],
          ["甲厂", "1", "2026-3-1", "2", "漏电", "3"]],
         ["企业名称", "甲栏", "检查日期", "乙栏", "隐患描述", "丙栏"], 1),
        ([["检查类型", "企业名称", "隐患描述"], ["检查组", "甲厂", "漏电"],
          ["检查组", "乙厂", "漏水"]], ["检查类型", "企业名称", "隐患描述"], 2),
    ],
    ids=["headings only", "below lines of pairs", "every other heading known",
         "cells that are headings"],
)  # fmt: skip
def test_a_ledger_is_no_form(rows: Rows, headings: list[str], count: int) -> None:
    only = table(workbook(rows))
    assert (list(only.headings), len(only.rows)) == (headings, count)
