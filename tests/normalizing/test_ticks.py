"""A field whose words are headings of their own, with a tick under one of them."""

from __future__ import annotations

import pytest

from zhiben.normalizing.columns import map_columns

from .made import ROW, VOCABULARY, contract, record

LEVEL = ("隐患等级/一般", "隐患等级/重大")
STATE = ("整改情况/已整改", "整改情况/未整改")


@pytest.mark.parametrize(
    ("cells", "level"),
    [
        (("√", ""), "general"),
        (("", "√"), "major"),
        (("0", "1"), "major"),
        (("×", "√"), "major"),
        (("", "重大"), "major"),
        (("/", "有"), "major"),
    ],
)
def test_the_word_above_the_tick_is_meant(cells: tuple[str, str], level: str) -> None:
    found = record(**dict(zip(LEVEL, cells, strict=True)))
    assert (found["level"], found["level__unread"]) == (level, None)
    assert "level_blank" not in found["flags"]


@pytest.mark.parametrize("cells", [("√", "√"), ("", "见附件"), ("3", ""), ("重大", "")])
def test_what_is_no_single_tick_is_unread(cells: tuple[str, str]) -> None:
    found = record(**dict(zip(LEVEL, cells, strict=True)))
    assert (found["level"], bool(found["level__unread"])) == (None, True)


@pytest.mark.parametrize("cells", [("", ""), ("×", ""), ("/", "无")])
def test_without_a_tick_the_field_is_blank(cells: tuple[str, str]) -> None:
    assert "level_blank" in record(**dict(zip(LEVEL, cells, strict=True)))["flags"]


def test_a_date_beside_the_ticks_is_read_too() -> None:
    ticks = dict(zip(STATE, ("√", ""), strict=True))
    found = record(**ticks, **{"整改情况/整改完成日期": "2024-06-25"})
    assert (found["status"], str(found["rectified_on"])) == ("rectified", "2024-06-25")


@pytest.mark.parametrize(
    ("cells", "status"),
    [(("√", ""), "verified"), (("", "√"), "in_progress"), (("", ""), "rectified")],
)
def test_ticks_of_a_second_column_overrule(cells: tuple[str, str], status: str) -> None:
    ticks = dict(zip(("复查结果/合格", "复查结果/不合格"), cells, strict=True))
    assert record(整改情况="已整改", **ticks)["status"] == status


def test_ticks_stay_in_the_row_as_received() -> None:
    assert '"隐患等级/重大": "√"' in record(**dict(zip(LEVEL, ("", "√"), strict=True)))["raw"]


@pytest.mark.parametrize(
    ("cells", "level"),
    [
        (("√", ""), "general"),
        (("", "1"), "major"),
        (("0", "2"), "major"),
        (("3", "/"), "general"),
        (("2", "1"), None),
        (("", "见附件"), None),
    ],
)
def test_neighbours_that_are_words_of_one_field_are_ticked(
    cells: tuple[str, str], level: str | None
) -> None:
    found = record(**dict(zip(("一般隐患", "重大隐患"), cells, strict=True)))
    assert found["level"] == level
    assert bool(found["level__unread"]) == (level is None)


@pytest.mark.parametrize(("counts", "level"), [(("0", "2"), "major"), (("4", "0"), "general")])
def test_counts_below_a_heading_of_no_field_tick(counts: tuple[str, str], level: str) -> None:
    names = ("隐患数量/一般", "隐患数量/重大")
    assert record(**dict(zip(names, counts, strict=True)))["level"] == level


@pytest.mark.parametrize(
    ("headings", "field"),
    [
        (("已整改", "整改中", "未整改"), "status"),
        (("一般隐患（个）", "重大隐患（个）"), "level"),
        (("隐患数量/一般", "隐患数量/重大"), "level"),
        (("已整改", "天气", "未整改"), None),
        (("立即整改", "限期整改"), None),
        (("是", "否"), None),
        (("已整改",), None),
    ],
)
def test_only_neighbours_of_different_meaning_tick(
    headings: tuple[str, ...], field: str | None
) -> None:
    fields = map_columns((*ROW, *headings), contract(), VOCABULARY).columns
    assert {fields[one] for one in headings} == {field}


def test_ticks_beside_a_column_of_the_field_are_told() -> None:
    columns = map_columns((*ROW, "隐患等级", "一般隐患", "重大隐患"), contract(), VOCABULARY)
    assert columns.main["level"] == 3
    assert [drift.column_name for drift in columns.drift] == ["一般隐患", "重大隐患"]


@pytest.mark.parametrize(
    ("heading", "word", "field", "meaning"),
    [
        ("重大隐患（是/否）", "是", "level", "major"),
        ("重大隐患（是/否）", "否", "level", "general"),
        ("一般/重大", "重大", "level", "major"),
        ("销号（是/否）", "√", "status", "verified"),
        ("销号（是/否）", "否", "status", "open"),
        ("整改（是/否）", "√", "status", "rectified"),
        ("已整改/未整改", "已整改", "status", "rectified"),
        ("完成情况", "已完成", "status", "rectified"),
        ("隐患整改情况/完成情况", "已完成", "status", "rectified"),
        ("整改落实情况/是否完成", "是", "status", "rectified"),
        ("验收意见", "合格", "status", "verified"),
    ],
)
def test_a_heading_nobody_listed_is_read(heading: str, word: str, field: str, meaning: str) -> None:
    assert record(**{heading: word})[field] == meaning


@pytest.mark.parametrize(("word", "status"), [("不合格", "in_progress"), ("", "rectified")])
def test_a_review_nobody_listed_overrules(word: str, status: str) -> None:
    assert record(完成情况="已完成", 验收意见=word)["status"] == status
