"""Text cleaned without changing what it says, and keys under which like texts meet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.normalizing import clean_text, site_key, text_key
from zhiben.normalizing.texts import one_line


@pytest.mark.parametrize(
    ("text", "cleaned", "was_broken"),
    [
        ("灭火器过期", "灭火器过期", False),
        ("  灭火器\u3000 过期 ", "灭火器 过期", False),
        ("Ａ区１号，共２个。", "A区1号，共2个。", False),
        ("隧道开\n挖支护", "隧道开挖支护", True),
        ("掌子面排险\n不彻底，厚度不足", "掌子面排险不彻底，厚度不足", True),
        ("灭火器过期。\r\n通道堵塞", "灭火器过期。\n通道堵塞", False),
        ("灭火器过期\n消防通道堵塞", "灭火器过期\n消防通道堵塞", False),
        ("线路\n二、某桥，未防护", "线路\n二、某桥，未防护", False),
        ("灭火\u200b器\x07过期", "灭火器过期", True),
        ("氨(NH3)（一厂）COD(mg/L)", "氨(NH3)（一厂）COD(mg/L)", False),
    ],
)
def test_cleaning(text: str, cleaned: str, was_broken: bool) -> None:
    assert clean_text(text) == (cleaned, was_broken)


@pytest.mark.parametrize(
    ("one", "other"),
    [("一号车间", "1号车间"), ("1#车间", "1号车间"), ("第1车间", "１号 车间"), ("二楼", "2楼"),
     ("十二层东侧", "12层（东侧）"), ("3＃罐", "3号罐"), ("2车间", "2号车间")],
)  # fmt: skip
def test_spellings_of_one_place_meet(one: str, other: str) -> None:
    assert site_key(one) == site_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("1号车间", "2号车间"), ("2楼", "2号楼"), ("DK1+5", "DK15"), ("东侧", "西侧")],
)
def test_different_places_stay_apart(one: str, other: str) -> None:
    assert site_key(one) != site_key(other)


def test_a_text_key_drops_punctuation_but_not_within_numbers() -> None:
    assert text_key("灭火器， 过期！") == text_key("灭火器过期。")
    assert text_key("高1.5米") != text_key("高15米")
    assert text_key("疏散通道不畅通") != text_key("疏散通道已畅通")


@given(st.text(max_size=60) | st.text(alphabet="一二十1#号楼车间第.-/ \n。灭火器", max_size=20))
def test_cleaning_and_keying_twice_change_nothing(text: str) -> None:
    cleaned = clean_text(text)[0]
    assert clean_text(cleaned)[0] == cleaned
    for tidy in (one_line, text_key, site_key):
        assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize("sign", ["9", "一", "第1", "1号"])
def test_what_is_too_long_for_a_place_is_compared_as_it_stands(sign: str) -> None:
    long = sign * 50_000
    assert site_key(long) == text_key(long)


@pytest.mark.parametrize("ending", ["\t", "\n月", "  x", "\n" * 1000])
def test_a_text_without_end_is_cleaned_all_the_same(ending: str) -> None:
    cleaned, _ = clean_text("年" * 90_000 + ending)
    assert cleaned.count("年") == 90_000
