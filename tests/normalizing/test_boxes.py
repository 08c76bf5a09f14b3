"""Cells of forms: a box before or behind each word, and one of them ticked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.normalizing.boxes import chosen

from .made import record

WORDS = ("一般", "较大", "重大", "其他")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("☑一般 □重大", "一般"),
        ("□一般　■重大", "重大"),
        ("一般☑ 重大□", "一般"),
        ("一般（ ） 重大（√）", "重大"),
        ("[√]一般、[ ]重大", "一般"),
        ("□一般\n√重大", "重大"),
        ("£一般 R重大", "重大"),
        ("¨是 þ否", "否"),
        ("□一般 □重大", ""),
    ],
)
def test_the_word_of_the_ticked_box_is_meant(text: str, word: str) -> None:
    assert chosen(text) == word


@pytest.mark.parametrize(
    "text",
    [
        "☑一般 ☑重大 □较大",
        "√ 已整改",
        "□",
        "一般",
        "",
        "□一般重大",
        "□一般□重大☑",
        "R一般",
        "是（ ）",
    ],
)
def test_what_is_no_list_of_boxes_stays(text: str) -> None:
    assert chosen(text) is None


@given(
    st.permutations(WORDS),
    st.integers(0, 3),
    st.sampled_from("☑√■✓●"),
    st.sampled_from("□☐○"),
    st.sampled_from(["", " ", "\n", "、"]),
    st.booleans(),
)
def test_one_tick_is_found_wherever_it_stands(
    words: list[str], at: int, tick: str, empty: str, between: str, is_before: bool
) -> None:
    boxes = [tick if place == at else empty for place in range(len(words))]
    said = [box + word if is_before else word + box for box, word in zip(boxes, words, strict=True)]
    assert chosen(between.join(said)) == words[at]


@pytest.mark.parametrize(
    ("heading", "text", "field", "value"),
    [
        ("隐患等级", "☑一般 □重大", "level", "general"),
        ("隐患等级", "□一般 ☑重大", "level", "major"),
        ("整改情况", "☑已整改 □未整改", "status", "rectified"),
        ("整改情况", "□已整改 ☑未整改", "status", "open"),
        ("是否挂牌督办", "是☑ 否□", "supervised", True),
    ],
)
def test_fields_of_words_read_boxes(heading: str, text: str, field: str, value: object) -> None:
    assert record(**{heading: text})[field] == value


def test_a_list_without_a_tick_says_nothing() -> None:
    assert "level_blank" in record(隐患等级="□一般 □重大")["flags"]


def test_two_ticks_are_not_read_as_one() -> None:
    found = record(隐患等级="☑一般 ☑重大 □较大")
    assert (found["level"], bool(found["level__unread"])) == (None, True)


def test_a_reviewers_boxes_are_read() -> None:
    assert record(整改情况="已整改", 复查结果="☑合格 □不合格")["status"] == "verified"
    assert record(整改情况="已整改", 复查结果="□合格 ☑不合格")["status"] == "in_progress"
