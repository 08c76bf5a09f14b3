"""A ledger that a document carries on in a further table is received to its end."""

from __future__ import annotations

import pytest

from zhiben.reading import read

from .made import FIRST, HEADINGS, HINTS, SECOND, Rows, numbers, word_tables

TITLE = "2024年6月隐患台账"
THIRD = ["3", "丙厂", "6月24日", "漏电", "整改中", ""]


@pytest.mark.parametrize("above", [(), ("续表",), ("续表1",), ("（续）",), ("", "接上表：")])
@pytest.mark.parametrize("rows", [[SECOND, THIRD], [HEADINGS, SECOND, THIRD]])
def test_a_continued_table_is_received(above: tuple[str, ...], rows: Rows) -> None:
    data = word_tables(TITLE, [HEADINGS, FIRST], *above, rows)
    one, other = read("台账.docx", data, HINTS).tables
    assert (one.rows, list(other.rows)) == ([FIRST], [SECOND, THIRD])
    assert (other.sheet, other.headings, other.title) == ("table 2", tuple(HEADINGS), TITLE)
    assert numbers([other]) == [*range(1, len(rows) + 1)]
    assert not other.is_continued


def test_every_part_of_a_ledger_is_received_and_a_ditto_reaches_over() -> None:
    again = ["3", "同上", *SECOND[2:]]
    data = word_tables(TITLE, [HEADINGS, FIRST], [SECOND], "续表2", [again])
    tables = read("台账.docx", data, HINTS).tables
    assert [one.rows[0][1] for one in tables] == ["甲厂", "乙厂", "乙厂"]


@pytest.mark.parametrize(
    "other",
    [
        [["审核人", "张三", "", "日期", "", ""], ["制表人", "李四", "", "日期", "", ""]],
        [["1", "甲厂", "漏电"]],
        [["领导批示", "", "", "同意", "", ""]],
    ],
    ids=["signatures", "fewer columns", "something said"],
)
def test_another_table_of_a_document_is_told_and_not_read(other: Rows) -> None:
    reading = read("台账.docx", word_tables(TITLE, [HEADINGS, FIRST], other), HINTS)
    assert [one.sheet for one in reading.tables] == ["table 1"]
    assert reading.notes == ("没有台账表格，未读取：工作表“table 2”。",)
