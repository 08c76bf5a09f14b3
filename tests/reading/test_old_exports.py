"""Workbooks as older systems export them: Microsoft's XML of 2003, and web pages in one file."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pytest

from zhiben.reading import SkipReason, UnreadableFileError, read
from zhiben.reading.detect import FileKind, kind_of

from . import hostile as h
from .made import FIRST, HEADINGS, HINTS, SECOND, page, reasons, table

HEAD = (
    '<?xml version="1.0"{}?>\n<?mso-application progid="Excel.Sheet"?>\n{}'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
)
HIDDEN = (
    '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">'
    "<Visible>SheetHidden</Visible></WorksheetOptions>"
)
TITLE = '<Row><Cell ss:MergeAcross="5"><Data ss:Type="String">2024年6月隐患台账</Data></Cell></Row>'


def marks(told: Mapping[str, object]) -> str:
    return "".join(f' ss:{name}="{value}"' for name, value in told.items())


def cell(text: str, kind: str = "String", **told: int) -> str:
    return f'<Cell{marks(told)}><Data ss:Type="{kind}">{text}</Data></Cell>'


def row(*cells: str, **told: int | str) -> str:
    each = (one if one.startswith("<") else cell(one) for one in cells)
    return f"<Row{marks(told)}>{''.join(each)}</Row>"


def sheet(*rows: str, name: str = "台账", options: str = "") -> str:
    return f'<Worksheet ss:Name="{name}"><Table>{"".join(rows)}</Table>{options}</Worksheet>'


def xml(*sheets: str, encoding: str = "", doctype: str = "") -> str:
    said = f' encoding="{encoding}"' if encoding else ""
    return f"{HEAD.format(said, doctype)}{''.join(sheets)}</Workbook>"


LEDGER = sheet(TITLE, *(row(*one) for one in (HEADINGS, FIRST, SECOND)))


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("", "utf-8"), ("UTF-8", "utf-8-sig"), ("GB2312", "gb18030"), ("utf-8", "gb18030"),
     ("UTF-16", "utf-16")],
)  # fmt: skip
def test_an_xml_workbook_is_read_whatever_it_says_of_its_encoding(
    declared: str, encoding: str
) -> None:
    only = table(xml(LEDGER, encoding=declared).encode(encoding), "台账.xls")
    assert (only.sheet, only.title) == ("台账", "2024年6月隐患台账")
    assert (only.headings, only.rows) == (tuple(HEADINGS), [FIRST, SECOND])
    assert only.row_numbers == [3, 4]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (cell("2024-06-22T00:00:00.000", "DateTime"), "2024-06-22"),
        (cell("2024-06-22T08:30:00.000", "DateTime"), "2024-06-22 08:30:00"),
        (cell("1899-12-31T08:30:00.000", "DateTime"), "08:30:00"),
        (cell("四月", "DateTime"), "四月"),
        (cell("3.0000000000000004", "Number"), "3"),
        (cell("9.1411621E+17", "Number"), "914116210000000000"),
        (cell("410102198001011234", "Number"), "410102198001011234"),
        (cell("1_000", "Number"), "1_000"),
        (cell("2024-06-22T08:30:00+08:00", "DateTime"), "2024-06-22 08:30:00"),
        (cell("nan", "Number"), "nan"),
        (cell("1", "Boolean"), "TRUE"),
        (cell("#N/A", "Error"), "#N/A"),
        (cell('<B xmlns="http://www.w3.org/TR/REC-html40">灭火器</B>过期'), "灭火器过期"),
        (cell("第一行&#10;第二行"), "第一行\n第二行"),
        ("<Cell/>", ""),
        (f"<Cell><Comment>{cell('批注')}</Comment></Cell>", ""),
    ],
)
def test_a_cell_is_what_the_program_shows(written: str, read_as: str) -> None:
    told = row(*FIRST[:5], written)
    only = table(xml(sheet(row(*HEADINGS), told, row(*SECOND))).encode(), "台账.xls")
    assert only.rows[0] == [*FIRST[:5], read_as]


def test_cells_and_rows_stand_where_they_are_said_to_stand() -> None:
    rows = [
        row(*HEADINGS),
        row("1", cell("甲厂", MergeDown=1), *FIRST[2:], Index=3),
        row("2", cell("2024-06-23", Index=3), *SECOND[3:]),
        row("3", cell("丙厂", Index=2), "2024-06-24", cell("漏电", Index=4)),
    ]
    only = table(xml(sheet(*rows)).encode(), "台账.xls")
    assert [one[:4] for one in only.rows] == [
        ["1", "甲厂", "2024-06-22", "灭火器过期"],
        ["2", "甲厂", "2024-06-23", "通道堵塞"],
        ["3", "丙厂", "2024-06-24", "漏电"],
    ]
    assert only.row_numbers == [3, 4, 5]
    assert reasons(only)[2] == SkipReason.BLANK


def test_what_is_hidden_is_told() -> None:
    rows = [row(*HEADINGS), row(*FIRST, Hidden=1), row(*SECOND)]
    data = xml(sheet(*rows), sheet(row("x"), name="暗", options=HIDDEN)).encode()
    reading = read("台账.xls", data, HINTS)
    assert [len(one.rows) for one in reading.tables] == [2]
    assert reading.notes == (
        "工作表“台账”有 1 个隐藏行（第 2 行），已照常读取。",
        "隐藏的工作表未读取：暗。",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (xml(LEDGER)[:-60], "没有传完"),
        (xml(LEDGER).replace(FIRST[3], "压力<1MPa"), "没有传完"),
        (xml(LEDGER).replace("甲厂", "A&B公司"), "没有传完"),
        (xml(LEDGER).replace("甲厂", "甲<br>厂"), "没有传完"),
        (xml(LEDGER)[:600] + xml(LEDGER)[690:], "没有传完"),
        (xml(LEDGER, sheet(row("<B>" * 300 + "</B>" * 300), name="后")), "没有传完"),
        (xml(LEDGER, doctype=h.BOMB).replace("甲厂", "&a9;"), "没有传完"),
        (xml(sheet(row(*HEADINGS), row(*FIRST, cell("x", Index=99_999_999)))), "16,384 列"),
        (xml(sheet(row(*HEADINGS), row(*FIRST, Index=1 << 20), row(*SECOND))), "没有传完"),
        (xml(sheet(row(*HEADINGS), row(*FIRST, Index=2), row(*SECOND, Index=2))), "没有传完"),
        (xml(sheet(row(*HEADINGS), row(*FIRST, cell("x", Index=2)))), "没有传完"),
        (xml(sheet(row(*HEADINGS), row(cell("1" * 200_000)))), "100,000 个字"),
    ],
    ids=["cut off", "less than", "and", "element", "hole", "deep", "bomb", "far column", "far row",
         "row twice", "cell twice", "long cell"],
)  # fmt: skip
def test_an_xml_workbook_that_would_lose_something_is_refused(text: str, said: str) -> None:
    with pytest.raises(UnreadableFileError, match=said):
        read("台账.xls", text.encode(), HINTS)


@pytest.mark.parametrize(
    ("written", "read_as"),
    [("&#11;漏电", "漏电"), ("漏&nbsp;电", "漏 电"), ("漏<!-- x -->电", "漏电")],
)
def test_what_is_no_xml_and_means_nothing_is_left_out(written: str, read_as: str) -> None:
    only = table(xml(LEDGER).replace(FIRST[3], written).encode(), "台账.xls")
    assert only.rows[0][3] == read_as


def test_nothing_is_fetched_for_an_xml_workbook() -> None:
    text = xml(LEDGER, doctype=h.OUTSIDE).replace("甲厂", "&a9;")
    assert table(text.encode(), "台账.xls").rows[0] == ["1", "&a9;", *FIRST[2:]]


def test_places_that_cannot_be_are_not_looked_at() -> None:
    rows = [row(*HEADINGS, Index=0), row(cell("1", Index=0), *FIRST[1:], Span="9" * 5000)]
    assert table(xml(sheet(*rows)).encode(), "台账.xls").rows == [FIRST]


@pytest.mark.parametrize("covered", [(), ("<Cell/>",)], ids=["left out", "blank"])
def test_a_cell_under_a_merged_one_may_be_left_out_or_blank(covered: tuple[str, ...]) -> None:
    rows = [row(*HEADINGS), row("1", cell("甲厂", MergeDown=1), *FIRST[2:])]
    only = table(xml(sheet(*rows, row("2", *covered, *SECOND[2:]))).encode(), "台账.xls")
    assert only.rows[1] == ["2", "甲厂", *SECOND[2:]]


def test_hidden_rows_are_left_out_where_a_contract_says_so() -> None:
    below = row(Hidden=1, Index=50, Span=65_000)
    data = xml(sheet(row(*HEADINGS), row(*FIRST, Hidden=1), row(*SECOND), below)).encode()
    reading = read("台账.xls", data, replace(HINTS, skip_hidden_rows=True))
    (only,) = reading.tables
    assert (list(only.rows), list(only.row_numbers)) == ([SECOND], [3])
    assert reading.notes == ("工作表“台账”有 1 个隐藏行（第 2 行），未读取。",)


@pytest.mark.parametrize("declared", ["utf-16", "ISO-8859-1", "windows-1252", "x-none"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("padding", ["", " "])
def test_a_wrong_declaration_does_not_outweigh_the_bytes(
    declared: str, encoding: str, padding: str
) -> None:
    only = table((xml(LEDGER, encoding=declared) + padding).encode(encoding), "台账.xls")
    assert only.rows == [FIRST, SECOND]


def test_a_page_with_a_workbook_in_its_script_is_a_page() -> None:
    script = f"<script>var t='{xml(LEDGER)}'</script>"
    data = page([HEADINGS, FIRST], script).encode("gb18030")
    assert kind_of("台账.xls", data, lambda: data) is FileKind.PAGE


def gb_page(*rows: Sequence[str]) -> bytes:
    return page(rows, charset="gb2312").encode("gb18030")


def archive(parts: dict[str, bytes], code: Callable[[bytes], bytes], name: str) -> bytes:
    lines = [b"MIME-Version: 1.0", b"X-Document-Type: Workbook"]
    lines += [b'Content-Type: multipart/related;\n\tboundary="----=_N"', b""]
    for place, content in parts.items():
        lines += [b"------=_N", f"Content-Location: file:///C:/{place}".encode()]
        lines += [f"Content-Transfer-Encoding: {name}".encode()]
        lines += [b'Content-Type: text/html; charset="gb2312"', b"", code(content), b""]
    return b"\n".join([*lines, b"------=_N--", b""])


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize(
    ("name", "code"), [("quoted-printable", quopri.encodestring), ("base64", base64.encodebytes)]
)
def test_pages_in_one_file_are_read_one_after_the_other(
    name: str, code: Callable[[bytes], bytes], newline: bytes
) -> None:
    parts = {
        "book.htm": b"<html><frameset></frameset></html>",
        "tabstrip.htm": gb_page(["六月", "七月"]),
        "sheet001.htm": gb_page(HEADINGS, FIRST),
        "sheet002.htm": gb_page(HEADINGS, SECOND),
    }
    data = archive(parts, code, name).replace(b"\n", newline)
    reading = read("台账.mht", data, HINTS)
    assert [(one.sheet, list(one.rows)) for one in reading.tables] == [
        ("table 1", [FIRST]),
        ("table 2", [SECOND]),
    ]
    assert reading.notes == ("文件是网页格式的表格，按 GB18030 编码读取。",)


def test_a_web_archive_that_is_cut_off_is_refused() -> None:
    parts = {f"sheet{n}.htm": gb_page(HEADINGS, FIRST) for n in (1, 2)}
    data = archive(parts, base64.encodebytes, "base64")
    with pytest.raises(UnreadableFileError, match="没有传完"):
        read("台账.mht", data[: data.rindex(b"Content-Location")], HINTS)


@pytest.mark.parametrize("before", [b"\r\n", b"\xef\xbb\xbf"])
def test_a_web_archive_may_begin_with_a_mark_or_have_an_empty_page(before: bytes) -> None:
    parts = {"a.htm": b"", "b.htm": gb_page(HEADINGS, FIRST)}
    only = table(before + archive(parts, base64.encodebytes, "base64"), "台账.mht")
    assert only.rows == [FIRST]


def test_a_web_archive_without_a_table_is_no_ledger() -> None:
    data = archive({"a.htm": b"<html><p>x</p></html>"}, bytes, "7bit")
    with pytest.raises(UnreadableFileError, match="没有表格的网页"):
        read("通知.mht", data, HINTS)


def test_a_text_that_only_looks_like_a_letters_head_is_a_text() -> None:
    head = b"Remark: x\r\n y\r\n" * 4000
    assert kind_of("台账.txt", head, lambda: head) is FileKind.TEXT
