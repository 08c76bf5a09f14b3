"""No file can crash, stall or swell the night: each ends in rows or in one clear sentence."""

from __future__ import annotations

import subprocess
import sys
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

from . import hostile as h
from .made import FIRST, HEADINGS, HINTS, SECOND, csv_text, old_workbook, table, workbook, zipped

CSV = csv_text([HEADINGS, FIRST, SECOND]).encode()
PAGE = "<table><tr>{}</tr><tr><td>1<td>{}<td>2024-06-22<td>漏电</tr></table>"
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
        (lambda: zipped(**{f"{n}.csv": b"x" for n in range(1001)}), "解压后过大"),
        (lambda: CSV + b"3," + b"a" * (10 << 20), "超过 100,000 个字"),
        (lambda: CSV + b'3,"' + b"a\n" * (5 << 20), "1,048,576 行"),
        (lambda: workbook([HEADINGS, [*FIRST[:5], "长" * 32_000]]), None),
        (lambda: b"[" * (1 << 20), "超过"),
        (lambda: b"<div>" * 200_000 + b"<table>", "网页"),
        (lambda: b"<!DOCTYPE html>" + b"<table><tr><td>" * 50_000, "网页|表头|损坏|没有"),
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
