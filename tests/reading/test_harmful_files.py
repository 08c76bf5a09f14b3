"""No file can crash, stall or swell the night: each ends in rows or in one clear sentence."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import warnings
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from zhiben.reading import (
    ReadingHints,
    ReadingLimits,
    UnreadableFileError,
    guard,
    read,
    read_chunks,
    workbook_bytes,
)
from zhiben.reading.columns import ColumnRows, texts_of
from zhiben.reading.gaps import without_gaps

from . import hostile as h
from .made import FIRST, HEADINGS, HINTS, SECOND, csv_text, old_workbook, table, workbook, zipped

CSV = csv_text([HEADINGS, FIRST, SECOND]).encode()
XLSX = workbook([HEADINGS, FIRST, SECOND])
PAGE = "<table><tr>{}</tr><tr><td>1<td>{}<td>2024-06-22<td>漏电</tr></table>"
NO_SHEET = {'<sheet name="台账" sheetId="1" r:id="rId1"/>': ""}
RECORDS = [dict(zip(HEADINGS, row, strict=True)) for row in (FIRST, SECOND)]
JSON = "\n".join(json.dumps(one, ensure_ascii=False) for one in RECORDS).encode()
HEADS = "".join(f"<td>{one}</td>" for one in HEADINGS)


def limited(**limits: float) -> ReadingHints:
    return replace(HINTS, limits=replace(ReadingLimits(), **limits))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: h.swollen("xl/worksheets/sheet1.xml", 1100), "超过 1024 MB|损坏|过大"),
        (lambda: h.swollen("word/document.xml", 1100, **{"[Content_Types].xml": b"x"}), "损坏"),
        (lambda: h.swollen("台账.csv", 1100), "解压后过大"),
        (lambda: h.lying(300), "无法解压"),
        (lambda: h.nested(40), "压缩包中的压缩包"),
        (lambda: h.docx_with_entity(h.BOMB), "损坏"),
        (h.encrypted_member, "密码"),
        (h.encrypted_workbook, "密码"),
        (
            lambda: h.with_part(XLSX, "xl/sharedStrings.xml", {"甲厂": "长" * (10 << 20)}),
            "100,000 个字",
        ),
        (lambda: zipped(**{f"{n}.csv": b"x" for n in range(1001)}), "解压后过大"),
        (lambda: CSV + b"3," + b"a" * (10 << 20), "超过 100,000 个字"),
        (lambda: CSV + b'3,"' + b"a\n" * (5 << 20), "1,048,576 行"),
        (lambda: workbook([HEADINGS, [*FIRST[:5], "长" * 32_000]]), None),
        (lambda: b"[" * (1 << 20), "超过"),
        (lambda: b"<div>" * 200_000 + b"<table>", "网页"),
        (lambda: b"<!DOCTYPE html>" + b"<table><tr><td>" * 50_000, "网页|表头|损坏|没有"),
        (lambda: PAGE.format(HEADS, "<td colspan=999 rowspan=99999>" * 200).encode(), "16,384 列"),
        (lambda: CSV + b"\r\n" + b"," * 16_384, "16,384 列"),
        (lambda: CSV + b"\r\n" + b'"' * 3_000_001, "超过 100,000 个字"),
        (lambda: CSV + b"\r\n" + b"x," * 20_000_000, "超过 100,000 个字"),
        (lambda: CSV.decode().encode("utf-7"), "表头"),
        (lambda: CSV * 9 + b"\r\n" + CSV.decode().encode("gb18030") * 9, "两种编码"),
        (lambda: h.with_far_cell(1_048_576, "A1048575:B1048576"), "超过 100,000 个空行"),
        (lambda: h.with_string_index("4294967295"), "损坏"),
        (lambda: h.too_long_for_zip64(zipped(a=CSV)), "解压后过大"),
        (lambda: h.ods_with_columns(1 << 20), "损坏|上限"),
        (lambda: h.ods([HEADINGS, FIRST], repeated=1 << 20), "损坏|上限|1,048,576 行"),
        (lambda: h.with_part(workbook([HEADINGS]), "xl/workbook.xml", NO_SHEET), "没有任何内容"),
        (lambda: workbook([HEADINGS], **{f"{n}": [HEADINGS] for n in range(1000)}), "1,000 张表"),
        (lambda: JSON[:-20], "第 2 条不是完整的记录"),
        (lambda: JSON.replace(b"\n", b"\n{oops\n", 1), "第 2 条不是完整的记录"),
        (lambda: b'[{"a": 1},\n{"b": ', "第 2 行写法有误"),
        (lambda: b'[{"a":' * 100_000, "嵌套过深"),
        (lambda: JSON[:-1] + b',"x":' + b"[" * 30_000 + b"]" * 30_000 + b"}", "嵌套过深|第 2 条"),
    ],
)
def test_bombs_and_monsters(make: object, said: str | None) -> None:
    data = make()  # type: ignore[operator]
    if said is None:
        assert read("台账", data, HINTS).tables
        return
    with pytest.raises(UnreadableFileError, match=said) as caught:
        read("台账", data, HINTS)
    assert "Error" not in str(caught.value)


@pytest.mark.parametrize("doctype", [h.BOMB, h.OUTSIDE])
@pytest.mark.parametrize(
    "make",
    [
        h.xlsx_with_entity,
        h.docx_with_entity,
        lambda doctype: h.ods([HEADINGS, [*FIRST[:1], "&a9;", *FIRST[2:]]], doctype),
        lambda doctype: (doctype + PAGE.format(HEADS, "&a9;")).encode(),
    ],
    ids=["xlsx", "docx", "ods", "html"],
)
def test_entities_are_never_expanded(make: object, doctype: str) -> None:
    secret = Path("/etc/hostname").read_text().strip()
    try:
        reading = read("台账", make(doctype), HINTS)  # type: ignore[operator]
    except UnreadableFileError:
        return
    cells = [cell for each in reading.tables for row in each.rows for cell in row]
    assert not any(secret == cell.strip() or len(cell) > 1000 for cell in cells)


def test_a_million_formatted_empty_rows() -> None:
    assert table(h.formatted(1_000_000)).rows == [FIRST, SECOND]


@pytest.mark.parametrize("last", [5_000, 1_048_576])
def test_of_a_million_empty_rows_above_a_stray_cell_a_thousand_count(last: int) -> None:
    reading = read("台账.xlsx", h.with_far_cell(last), HINTS)
    (only,), (note,) = reading.tables, reading.notes
    assert only.rows == [FIRST, SECOND]
    assert only.rows_received == 3 + 1000 + 1
    assert f"第 1004 行至第 {last - 1} 行之间的空行没有计入行数" in note


def test_formatted_empty_rows_above_a_stray_cell_count_no_more_than_others() -> None:
    only = table(h.formatted(200_000, "x"))
    assert (only.rows, only.rows_received) == ([FIRST, SECOND], 3 + 1000 + 1)


@pytest.mark.parametrize(
    ("empty", "kept"), [((0, 0), 10), ((700, 0), 710), ((700, 299), 1009), ((700, 301), 1010)]
)
def test_columns_lose_the_empty_rows_that_rows_lose(empty: tuple[int, int], kept: int) -> None:
    first, second = empty
    texts = ["x"] * 5 + [""] * first, [""] * second + ["x"] * 5
    frames = [
        ("columns", ColumnRows((texts_of(one),)), start)
        for one, start in zip(texts, (1, 800), strict=True)
    ]
    told = list(without_gaps("台账.xlsx", iter([("grid", "", "", [], ""), *frames])))
    assert sum(len(event[1]) for event in told if event[0] in {"rows", "columns"}) == kept


def test_empty_rows_a_person_leaves_all_count() -> None:
    only = table(h.with_far_cell(1000))
    assert only.rows_received == 1000


@pytest.mark.parametrize("charset", ["punycode", "unicode_escape", "hex", "rot13", "utf-7", "none"])
def test_a_page_is_never_read_by_a_codec_no_page_is_written_in(charset: str) -> None:
    page = f"<meta charset={charset}>{PAGE.format(HEADS, '甲厂')}"
    assert table(page.encode()).rows[0][1] == "甲厂"


@pytest.mark.parametrize("number", ["NaN", "1e999999999", "9" * 90_000])
def test_numbers_of_json_are_texts_as_they_stand(number: str) -> None:
    text = JSON.split(b"\n")[0].replace('"急"'.encode(), number.encode())
    assert table(text, "台账.json").rows[0][-1] == number


def test_members_of_one_name_are_told_apart() -> None:
    with warnings.catch_warnings(action="ignore"):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as new:
            for row in (FIRST, SECOND):
                new.writestr("a.csv", csv_text([HEADINGS, row]))
    tables = read("全县.zip", file.getvalue(), HINTS).tables
    assert [one.file_name for one in tables] == ["全县.zip/a.csv", "全县.zip/a.csv（2）"]
    assert [one.rows for one in tables] == [[FIRST], [SECOND]]


def test_all_the_columns_there_can_be() -> None:
    only = table(h.wide(16_384))
    assert [row[: len(FIRST)] for row in only.rows] == [FIRST, SECOND]


def test_rows_an_ods_repeats_without_end() -> None:
    with pytest.raises(UnreadableFileError, match="无法读取"):
        read("台账.ods", h.ods([HEADINGS, FIRST], repeated=1_000_000_000), HINTS)


def test_formulas_links_and_macros_are_values_only() -> None:
    only = table(h.with_formulas(), "台账.xlsm")
    assert only.rows == [["1", "甲厂", "2024-06-22", "漏电", "", ""]]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.csv", "/abs.csv", "C:\\x.csv", "a\x1b[2J\n.csv"]
)
def test_names_in_archives_are_labels_only(name: str, tmp_path: Path) -> None:
    only = table(h.archive({name: CSV}), "全县.zip")
    assert only.rows == [FIRST, SECOND]
    assert only.file_name.isprintable()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("data", "most", "given"),
    [
        (zipped(**{"甲.csv": CSV, "乙.csv": b"x"}), 1000, CSV),
        (zipped(**{"甲.csv": CSV}), 10, None),
        (zipped(**{"乙.csv": b"x"}), 1000, None),
    ],
)
def test_a_member_of_an_archive_is_unpacked_up_to_a_size(
    tmp_path: Path, data: bytes, most: int, given: bytes | None
) -> None:
    (path := tmp_path / "kept").write_bytes(data)
    assert workbook_bytes("全县.zip", path, "全县.zip/甲.csv", most, HINTS) == given


def test_a_bomb_is_unpacked_by_a_child_only(tmp_path: Path) -> None:
    (path := tmp_path / "kept").write_bytes(h.swollen("甲.csv", 600))
    tight = limited(memory_bytes=400 << 20)
    with pytest.raises(UnreadableFileError, match="内存上限"):
        workbook_bytes("全县.zip", path, "全县.zip/甲.csv", 20 << 20, tight)


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"memory_bytes": 90 << 20}, "内存上限"),
        ({"seconds": 0.05}, "没有读完"),
        ({"file_bytes": 1 << 20}, "MB 的上限"),
        ({"expanded_bytes": 1 << 20}, "MB 的上限"),
        ({"cell_characters": 5}, "超过 5 个字"),
    ],
)
def test_each_limit_has_its_sentence(limits: dict[str, float], said: str) -> None:
    rows = [[str(n), f"第{n}厂", "2024-06-22", f"第{n}处漏电{n * 7919}"] for n in range(60_000)]
    with pytest.raises(UnreadableFileError, match=said):
        read("台账.xlsx", workbook([HEADINGS, *rows]), limited(**limits))


def test_a_child_that_died_is_replaced() -> None:
    bomb = h.ods([HEADINGS, FIRST], repeated=1_000_000_000)
    for _ in range(2):
        with pytest.raises(UnreadableFileError):
            read("台账.ods", bomb, HINTS)
        assert table(CSV, "台账.csv").rows == [FIRST, SECOND]


def test_children_are_used_again() -> None:
    guard.close()  # whoever read before: a child ends after so many files
    table(CSV, "台账.csv")
    before = [id(child) for child in guard._pool._idle]
    table(old_workbook([HEADINGS, FIRST]), "台账.et")
    assert [id(child) for child in guard._pool._idle] == before


def test_reading_given_up_half_way_leaves_a_sound_pool() -> None:
    long = csv_text([HEADINGS, *[FIRST] * 100_000]).encode()
    next(iter(read_chunks("台账.csv", long, HINTS, rows=10)))
    assert table(CSV, "台账.csv").rows == [FIRST, SECOND]


def test_a_forked_process_reads_with_children_of_its_own() -> None:
    code = (
        "import os; from tests.reading.test_harmful_files import CSV, table\n"
        "table(CSV, 'a.csv'); pid = os.fork(); table(CSV, 'a.csv')\n"
        "os._exit(0) if pid == 0 else print(os.waitpid(pid, 0)[1])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert told.stdout.strip() == "0", told.stderr
