"""Which file of a day corrects which: parts of a ledger, a ledger sent again, some rows alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.matching.made import finding, resolved
from zhiben.matching import Book, Finding
from zhiben.matching.same_day import DayFile, rounds

WORDS = ("灭火器过期", "通道堵塞", "配电箱无门", "未戴安全帽")


def rows(*texts: str, first: int = 1, **given: str) -> list[Finding]:
    """Findings of one enterprise under the keys from ``first`` on."""
    return [
        finding(text=text, key=str(number), row=number, **given)
        for number, text in enumerate(texts, start=first)
    ]


def file(name: str, findings: list[Finding], **given: str) -> DayFile:
    own = [replace(one, delivery_id=name, birth=f"{name}{one.birth}") for one in findings]
    source = own[0].source if own else "a"
    return DayFile(name, source, frozenset(one.row_hash for one in own), own, **given)


def heard(*files: DayFile) -> list[list[str]]:
    book = Book()
    known = resolved(book, *(one for each in files for one in each.findings))
    return [[one.delivery_id for one in each.files] for each in rounds(files, book, known)]


@pytest.mark.parametrize(
    "later",
    [
        pytest.param(rows(*WORDS), id="as it was"),
        pytest.param(rows(*WORDS, status="rectified"), id="all moved on"),
        pytest.param(rows("灭火器已过期", *WORDS[1:2]), id="some of it, one in other words"),
        pytest.param(rows(*WORDS, found="2026-03-02"), id="of another day"),
        pytest.param(rows("地面湿滑", *WORDS, first=1), id="a row before the others"),
    ],
)
def test_what_says_half_of_the_rows_again_is_heard_after_them(later: list[Finding]) -> None:
    assert heard(file("D1", rows(*WORDS)), file("D2", later)) == [["D1"], ["D2"]]


@pytest.mark.parametrize(
    "later",
    [
        pytest.param(rows("地面湿滑", "吊钩无防脱装置", "电线裸露", "气瓶未固定"), id="same keys"),
        pytest.param(rows(*WORDS, name="乙厂"), id="another enterprise"),
        pytest.param(rows(*WORDS, site="2号车间"), id="another place"),
        pytest.param(rows(*WORDS, source="b"), id="another source"),
        pytest.param([], id="nothing"),
    ],
)
def test_parts_and_other_sources_are_heard_together(later: list[Finding]) -> None:
    assert heard(file("D1", rows(*WORDS)), file("D2", later)) == [["D1", "D2"]]


def test_each_correction_is_heard_after_the_one_before() -> None:
    part = rows("地面湿滑", "吊钩无防脱装置", first=9)
    files = [
        file("D1", rows(*WORDS)),
        file("D2", part),
        *(file(one, rows(*WORDS)) for one in ("D3", "D4")),
    ]
    assert heard(*files) == [["D1", "D2"], ["D3"], ["D4"]]


@pytest.mark.parametrize(
    ("text", "is_corrected"),
    [
        ("3号配电箱箱门未接地", True),
        ("4号配电箱未接地", False),
        ("3号行车限位失效", False),
    ],
)
def test_one_row_alone_is_corrected_by_its_key_and_like_words(
    text: str, is_corrected: bool
) -> None:
    files = file("D1", rows("3号配电箱未接地")), file("D2", rows(text))
    assert heard(*files) == ([["D1"], ["D2"]] if is_corrected else [["D1", "D2"]])
