"""Delimited text is read in whatever encoding and with whatever delimiter it came."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.reading import Chunks, ReadingHints, read, read_chunks, row_hashes
from zhiben.reading.columns import ColumnRows
from zhiben.reading.dialect import Dialect
from zhiben.reading.encodings import find_encoding
from zhiben.reading.text_columns import columns_of_block

from .made import FIRST, HEADINGS, HINTS, SECOND, csv_table, csv_text, is_heading, numbers, table

TEXT = csv_text([HEADINGS, FIRST, SECOND])


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8-sig", b""),
        ("gb18030", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
    ],
)
def test_encodings(encoding: str, mark: bytes) -> None:
    only = table(mark + TEXT.encode(encoding), "台账.csv")
    assert only.headings == tuple(HEADINGS)
    assert only.rows == [FIRST, SECOND]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ends", ["\r\n", "\n"])
def test_utf_16_without_a_mark_may_hold_characters_that_end_in_a_nul(
    encoding: str, ends: str
) -> None:
    rows = [HEADINGS, ["1", "一厂", "6月1日", "一楼开关、阀门未销号", "最后退回", "急"], SECOND]
    text = csv_text([["一、隐患台账"], *rows]).replace("\r\n", ends)
    assert table(text.encode(encoding), "台账.csv").rows == rows[1:]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiters(delimiter: str, line_end: str) -> None:
    text = csv_text([HEADINGS, FIRST, SECOND], delimiter).replace("\r\n", line_end)
    assert table(text.encode(), "台账.txt").rows == [FIRST, SECOND]


def test_a_row_is_numbered_by_the_line_it_starts_on() -> None:
    text = (
        '题\n\n企业名称,检查日期,隐患描述\n甲厂,6月1日,"一、漏电\n二、漏水\n"\n乙厂,6月2日,漏气\n'
    )
    only = table(text.encode(), "台账.csv")
    assert only.row_numbers == [4, 7]
    assert only.rows[0][2] == "一、漏电\n二、漏水\n"


def test_short_rows_are_padded_and_surplus_is_kept() -> None:
    text = csv_text([HEADINGS, ["1", "甲厂"], [*SECOND, "多", "余"]])
    only = table(text.encode(), "台账.csv")
    assert only.headings[-1] == "列7"
    assert only.rows == [["1", "甲厂", "", "", "", "", ""], [*SECOND, "多,余"]]


def test_a_quote_that_never_closes_swallows_no_rows() -> None:
    rows = [HEADINGS, ["1", '"甲厂', "6月1日", "漏电", "", ""], FIRST, SECOND]
    reading = read("台账.csv", csv_text(rows).encode(), HINTS)
    assert [row[1] for row in reading.tables[0].rows] == ['"甲厂', "甲厂", "乙厂"]
    assert reading.notes[1:] == ("有 1 行（第 2 行）的引号不成对，已按其余行的列数还原。",)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_broken_character_spoils_only_itself(encoding: str) -> None:
    data = csv_text([HEADINGS, *[FIRST] * 300]).encode(encoding)[:-1]
    reading = read("台账.csv", data, HINTS)
    assert len(reading.tables[0].rows) == 300
    assert reading.notes[0] == f"按 {encoding.upper()} 编码，以逗号分隔读取。"
    assert reading.notes[1:] == ("有 1 处文字无法识别，以“\N{REPLACEMENT CHARACTER}”代替。",)


def test_hashes_tell_cells_and_headings_apart() -> None:
    hashes = row_hashes(table(TEXT.encode(), "a.csv"))
    other = row_hashes(table(TEXT.replace("备注", "备忘").encode(), "b.csv"))
    assert len({*hashes, *other}) == 4
    assert all(len(each) == 16 for each in hashes)
    assert hashes == row_hashes(table(TEXT.encode("gb18030"), "c.csv"))


def test_a_column_left_out_makes_no_difference_to_hashes() -> None:
    moved = TEXT.replace("\n1,", "\n7,").replace("\n2,", "\n8,")
    one, other = table(TEXT.encode(), "a.csv"), table(moved.encode(), "b.csv")
    assert row_hashes(one) != row_hashes(other)
    assert row_hashes(one, {"序号"}) == row_hashes(other, {"序号"})


TRADITIONAL = csv_text(
    [["序號", "企業名稱", "檢查日期", "隱患描述"], ["1", "甲廠", "6月1日", "滅火器過期"]]
)


@pytest.mark.parametrize(
    ("data", "label"),
    [
        (TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-8-sig"), "UTF-8（带 BOM）"),
        (TEXT.encode("gb18030"), "GB18030"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (TEXT.encode("utf-16-be"), "UTF-16"),
        (TRADITIONAL.encode("big5"), "Big5"),
    ],
)
def test_the_encoding_found_is_stated(data: bytes, label: str) -> None:
    known = ReadingHints(lambda text: is_heading(text) or text in TRADITIONAL.split(","))
    assert f"按 {label} 编码，以逗号分隔读取。" in read("台账.csv", data, known).notes


@pytest.mark.parametrize(
    ("delimiter", "name"),
    [("\t", "制表符"), (";", "分号"), ("|", "竖线"), ("，", "中文逗号"), (", ", "逗号")],
)
def test_the_delimiter_found_is_stated(delimiter: str, name: str) -> None:
    reading = read("台账.tsv", csv_text([HEADINGS, FIRST, SECOND], delimiter).encode(), HINTS)
    assert reading.tables[0].rows == [FIRST, SECOND]
    assert f"以{name}分隔" in reading.notes[0]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('1,"甲厂,6月1日,漏电,已整改,急', ["1", '"甲厂', "6月1日", "漏电", "已整改", "急"]),
        (
            '1,甲厂,6月1日,""漏电,漏水",已整改,急',
            ["1", "甲厂", "6月1日", '"漏电,漏水', "已整改", "急"],
        ),
        ('1,甲厂,6月1日,"漏"电",已整改,急', ["1", "甲厂", "6月1日", '漏"电', "已整改", "急"]),
        ('1,甲厂,6月1日,漏电,已整改,"急', ["1", "甲厂", "6月1日", "漏电", "已整改", '"急']),
        ("1;甲厂;6月1日;漏电;已整改;急", ["1", "甲厂", "6月1日", "漏电", "已整改", "急"]),
    ],
)
def test_a_torn_line_is_read_as_wide_as_the_others(line: str, cells: list[str]) -> None:
    text = csv_text([HEADINGS, *[FIRST] * 3]) + f"\r\n{line}\r\n" + csv_text([SECOND])
    assert table(text.encode(), "台账.csv").rows == [FIRST, FIRST, FIRST, cells, SECOND]


@pytest.mark.parametrize("quote", ["'", '"'])
@pytest.mark.parametrize("escape", ["\\", ""])
def test_quotes_and_escapes(quote: str, escape: str) -> None:
    cell = f"漏{escape or quote}{quote}电,漏水"
    line = ["1", f"{quote}甲厂{quote}", "6月1日", f"{quote}{cell}{quote}", "已整改", "急"]
    only = table(csv_text([HEADINGS, line, line]).encode(), "台账.csv")
    assert only.rows[0][3] == f"漏{quote}电,漏水"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("filler", [[], ["急", '一"二'], ["", ""], ["〃", "同上"]])
def test_chunks_hold_the_rows_of_the_whole(encoding: str, filler: list[str]) -> None:
    lines = [["台账", "", "", ""], HEADINGS]
    lines += [[str(n), "甲厂", "6月1日", f"漏电{n}", *filler] for n in range(9000)]
    data = csv_text([*lines, ["合计"], ["", "制表人：甲"]]).encode(encoding)
    (whole,) = read("台账.csv", data, HINTS).tables
    parts = list(read_chunks("台账.csv", data, HINTS, rows=1000))
    assert len(parts) > 1
    assert [row for part in parts for row in part.rows] == whole.rows
    assert [n for part in parts for n in part.row_numbers] == whole.row_numbers
    assert tuple(row for part in parts for row in part.skipped) == whole.skipped


_CELL = st.text("甲乙1.a 　\x85NA\t", max_size=6)


@given(
    rows=st.lists(st.lists(_CELL, min_size=3, max_size=3), min_size=1, max_size=8),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_a_plain_block_is_the_same_by_column(rows: list[list[str]], end: str) -> None:
    block = end.join(",".join(row) for row in rows) + end
    found = columns_of_block(block, Dialect(width=3))
    assert found is not None
    assert list(found) == list(csv.reader(io.StringIO(block, newline="")))


def test_ragged_blocks_are_left_to_the_other_way() -> None:
    assert columns_of_block("a,b\nc\n", Dialect(width=2)) is None


def test_long_texts_read_alike_by_column() -> None:
    rows = [[str(number), "甲厂 ", *FIRST[2:]] for number in range(60_000)]
    rows[900] = ["合计", "9"]
    data = csv_text([["2024年6月台账"], HEADINGS, *rows]).encode()
    told = [*Chunks("台账.csv", data, HINTS, 5000)]
    assert any(isinstance(each.rows, ColumnRows) for each in told)
    (whole,) = read("台账.csv", data, HINTS).tables
    assert [row for each in told for row in each.rows] == whole.rows
    assert numbers(told) == numbers([whole])


def test_nuls_that_a_broken_transfer_left_are_no_utf_32() -> None:
    assert table(TEXT.encode() + bytes(4096), "台账.csv").rows[:2] == [FIRST, SECOND]
    assert table(bytes(1024) + TEXT.encode(), "台账.csv").rows == [FIRST, SECOND]


@pytest.mark.parametrize("data", [b"\5\0\0\0\7\0\t\0", b"\5\0\7\0\t\0\0\1", b"\5\0\0\5"])
def test_numbers_of_a_program_are_no_utf_16(data: bytes) -> None:
    found = find_encoding(io.BytesIO(data * 500))
    assert found is None or found.label != "UTF-16"


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ('="00123"', "00123"),
        ('"=""2026-03-01"""', "2026-03-01"),
        ('="3.10"', "3.10"),
        ('=""', ""),
        ('="a"&"b"', '="a"&"b"'),
        ("=1+1", "=1+1"),
    ],
)
def test_a_text_guarded_from_the_spreadsheet_is_read_as_the_text(
    written: str, read_as: str
) -> None:
    rows = [HEADINGS, [*FIRST[:5], written], [*SECOND[:5], '="x"']]
    assert csv_table(rows).rows[0][5] == read_as


def test_numbers_guarded_as_texts_stay_two() -> None:
    rows = [HEADINGS, ['="3.1"', *FIRST[1:]], ['="3.10"', *SECOND[1:]]]
    assert [row[0] for row in csv_table(rows).rows] == ["3.1", "3.10"]
