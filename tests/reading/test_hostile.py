"""Whatever the bytes, reading ends in tables or in one sentence for the clerk."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiben.reading import UnreadableFileError, read

from .made import FIRST, HEADINGS, HINTS, SECOND, csv_text, old_workbook, word, workbook, zipped

XLSX = workbook([["题"], HEADINGS, FIRST, SECOND], "A1:F1")
XLS = old_workbook([["题"], HEADINGS, FIRST, SECOND], (0, 0, 0, 5))
TEXTS = [csv_text([HEADINGS, FIRST, SECOND]).encode(e) for e in ("utf-8", "gb18030", "utf-16")]
OTHERS = [
    word([HEADINGS, FIRST, SECOND], (1, 1, 2, 1)),
    zipped(**{"甲.xlsx": XLSX, "乙.csv": TEXTS[0]}),
    json.dumps([dict(zip(HEADINGS, FIRST, strict=True))] * 2).encode(),
]
STEADY = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def _zip(*names: str) -> bytes:
    return zipped(**dict.fromkeys(names, b"x"))


def _ole(*streams: str) -> bytes:
    """The beginning of an OLE file: its mark and the directory entries of ``streams``."""
    entries = (f"{stream}\0".encode("utf-16-le").ljust(128, b"\0") for stream in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + b"".join(entries)


def _survives(data: bytes) -> None:
    try:
        reading = read("台账", data, HINTS)
    except UnreadableFileError:
        return
    for each in reading.tables:
        assert all(len(row) == len(each.headings) for row in each.rows)
        assert len(set(each.headings)) == len(each.headings)


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"", "空文件"),
        (b"\xef\xbb\xbf \r\n", "空文件"),
        (b"\0" * 4096, "空文件"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xff\xd8\xff\xe0 jfif", "图片"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"<html><p>404 Not Found", "网页"),
        (b"<?xml version='1.0'?><feed/>", "XML"),
        (b"<html><table><tr><td>1", "表头"),
        (_zip("[Content_Types].xml", "word/document.xml"), "损坏"),
        (_zip("[Content_Types].xml", "ppt/presentation.xml"), "演示文稿"),
        (_zip(), "压缩包"),
        (_zip("[Content_Types].xml", "xl/workbook.xml"), "损坏"),
        (_zip("照片.jpg"), "表头"),
        (_ole("WordDocument", "Workbook"), "Word"),
        (_ole("EncryptedPackage"), "密码"),
        (XLSX[:-30], "不完整"),
        (XLSX[:500], "不完整"),
        (XLS[:600], "损坏"),
        (bytes(range(256)) * 20, "不是文本"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "损坏"),
        (b"just words\n" * 3, "表头"),
    ],
)
def test_what_is_no_ledger_is_named(data: bytes, named: str) -> None:
    with pytest.raises(UnreadableFileError, match=named):
        read("台账.xlsx", data, HINTS)


@STEADY
@given(st.binary(max_size=2000))
def test_random_bytes(data: bytes) -> None:
    _survives(data)


@STEADY
@given(st.text(max_size=500), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_random_text_below_headings(text: str, encoding: str) -> None:
    whole = ",".join(HEADINGS) + "\n" + text
    _survives(whole.encode(encoding, "replace"))


@STEADY
@given(st.sampled_from([XLSX, XLS, *TEXTS, *OTHERS]), st.integers(0, 2**32), st.integers(1, 30))
def test_mutated_files(original: bytes, seed: int, changes: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - reproducible damage
    data = bytearray(original)
    for _ in range(changes):
        data[chance.randrange(len(data))] = chance.randrange(256)
    _survives(bytes(data[: chance.choice([len(data), chance.randrange(len(data))])]))
