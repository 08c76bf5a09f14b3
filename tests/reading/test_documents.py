"""Word tables, JSON and archives are ledgers like any other."""

from __future__ import annotations

import json

import pytest

from zhiben.reading import SkipReason, UnreadableFileError, read

from .made import (
    FIRST,
    HEADINGS,
    HINTS,
    SECOND,
    csv_text,
    page,
    reasons,
    table,
    word,
    word_tables,
    workbook,
    zipped,
)

CSV = csv_text([HEADINGS, FIRST, SECOND]).encode()
OBJECTS = [dict(zip(HEADINGS, row, strict=True)) for row in (FIRST, SECOND)]


def test_a_word_table() -> None:
    only = table(word([HEADINGS, FIRST, SECOND]), "台账.docx")
    assert (only.sheet, only.title) == ("table 1", "2024年6月隐患台账")
    assert (only.headings, only.rows) == (tuple(HEADINGS), [FIRST, SECOND])
    assert only.row_numbers == [2, 3]


def test_merges_in_a_word_table() -> None:
    rows = [
        ["序号", "企业名称", "隐患描述", "整改责任单位", ""],
        ["", "", "", "建设", "施工"],
        ["1", "甲厂", "漏电", "子", "丑"],
        ["2", "", "漏水", "子", "丑"],
        ["合计", "", "", "", ""],
    ]
    merges = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 4), (2, 1, 3, 1), (4, 0, 4, 4)]
    only = table(word(rows, *merges), "台账.docx")
    assert only.headings[3:] == ("整改责任单位/建设", "整改责任单位/施工")
    assert [row[1] for row in only.rows] == ["甲厂", "甲厂"]
    assert reasons(only)[5] == SkipReason.TOTAL


def test_a_letter_that_there_was_nothing_is_a_zero_report() -> None:
    only = table(word_tables("关于隐患排查情况的报告", "", "我局本月未发现安全隐患。"), "报告.docx")
    assert only.rows == []
    assert reasons(only) == {1: SkipReason.TITLE, 2: SkipReason.ZERO_REPORT}


def test_a_letter_about_something_else_is_no_ledger() -> None:
    with pytest.raises(UnreadableFileError, match="没有找到台账的表头"):
        read("通知.docx", word_tables("关于开会的通知", "请各单位参加。"), HINTS)


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(OBJECTS, ensure_ascii=False),
        json.dumps({"code": 0, "data": OBJECTS}),
        "\n".join(json.dumps(each) for each in OBJECTS),
    ],
    ids=["array", "envelope", "lines"],
)
def test_json_records_are_numbered_by_element(data: str) -> None:
    only = table(data.encode(), "台账.json")
    assert (only.headings, only.rows) == (tuple(HEADINGS), [FIRST, SECOND])
    assert only.row_numbers == [1, 2]
    assert only.rows_received == 2


def test_a_second_list_of_json_is_told() -> None:
    data = json.dumps({"data": OBJECTS, "page": [1], "历史": OBJECTS[:1]}, ensure_ascii=False)
    reading = read("台账.json", data.encode(), HINTS)
    assert reading.tables[0].rows == [FIRST, SECOND]
    assert "“历史”下的 1 条没有读取" in "".join(reading.notes)


def test_json_values_are_kept_as_written() -> None:
    odd = {"企业名称": 1.50, "检查日期": None, "隐患描述": True, "备注": ["a", {"b": 91e17}]}
    text = json.dumps([odd, {"企业名称": "\ud800x", "检查日期": 7}]).replace("1.5", "1.50")
    assert table(text.encode(), "台账.json").rows == [
        ["1.50", "", "TRUE", '["a", {"b": "9.1e+18"}]'],
        ["\ufffdx", "7", "", ""],
    ]


def test_members_of_an_archive() -> None:
    data = zipped(
        **{"六月/甲.xlsx": workbook([HEADINGS, FIRST]), "乙.csv": CSV, "图.png": b"\x89PNG"}
    )
    reading = read("全县.zip", data, HINTS)
    assert [each.file_name for each in reading.tables] == [
        "全县.zip/六月/甲.xlsx",
        "全县.zip/乙.csv",
    ]
    assert "图片" in reading.notes[-1]


def test_names_in_an_archive_made_by_chinese_windows() -> None:
    data = zipped(**{"jjjj.csv": CSV}).replace(b"jjjj.csv", "台账.csv".encode("gb18030"))
    assert read("全县.zip", data, HINTS).tables[0].file_name == "全县.zip/台账.csv"


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (zipped(), "没有能读取的台账"),
        (zipped(**{"内.zip": zipped(a=b"x")}), "压缩包中的压缩包"),
        (zipped(**{"好.csv": CSV, "坏.xlsx": workbook([HEADINGS])[:-30]}), "坏.xlsx”不完整"),
        (zipped(a=b"x").replace(b"\0\0\0\0\0\0a", b"\0\0\1\0\0\0a"), "无法解压|表头"),
    ],
)
def test_archives_that_are_refused(data: bytes, named: str) -> None:
    with pytest.raises(UnreadableFileError, match=named):
        read("全县.zip", data, HINTS)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_web_page_saved_as_a_workbook(encoding: str) -> None:
    text = page([HEADINGS, FIRST, SECOND], "<p>2024年6月隐患台账", encoding)
    only = table(text.encode(encoding), "台账.xls")
    assert (only.title, only.rows) == ("2024年6月隐患台账", [FIRST, SECOND])


def test_spans_and_breaks_in_a_web_page() -> None:
    text = (
        "<table><tr><td colspan=6>题</table><table><tr>"
        + "".join(f"<th>{one}" for one in HEADINGS)
        + "<tr><td>1<td rowspan=2>甲厂<td>6月1日<td>漏电<br>漏水<td>已整改<td>"
        "<tr><td>2<td>6月2日<td>漏&nbsp;气<td>整改中<td></table>"
    )
    only = table(text.encode(), "台账.xls")
    assert only.rows[0] == ["1", "甲厂", "6月1日", "漏电\n漏水", "已整改", ""]
    assert only.rows[1] == ["2", "甲厂", "6月2日", "漏\xa0气", "整改中", ""]


def test_a_layout_table_around_the_ledger() -> None:
    inner = page([HEADINGS, FIRST])
    only = table(f"<html><table><tr><td>系统<td>{inner}</table>".encode(), "台账.xls")
    assert only.rows == [FIRST]
