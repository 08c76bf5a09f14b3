from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.matching.hazards_made import shipped_model
from zhiben.matching.hazards import Hazard
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.vocabulary.wording import load_wording

READER = shipped_model().reader
WORDING = load_wording(SHIPPED_INCLUDE / "vocabulary")
WORDS = st.sampled_from(
    [
        "灭火器",
        "过期",
        "1号车间",
        "未",
        "没有",
        "配电箱",
        "，易引发火灾",
        "已更换",
        "3具",
        "二楼东侧",
        "：",
        "安全出口",
        "锁闭",
    ]
)
TEXT = st.one_of(st.lists(WORDS, max_size=8).map("".join), st.text(max_size=30))


def things(hazard: Hazard) -> list[str]:
    return [READER.things[each] for each in hazard.things]


def faults(hazard: Hazard) -> list[str]:
    return [READER.faults[each] for each in hazard.faults]


@pytest.mark.parametrize(
    ("text", "thing", "fault"),
    [
        ("灭火器压力不足", "灭火器", "压力不足"),
        ("2具灭火器失压未更换", "灭火器", "压力不足"),
        ("灭火器摆放不当", "灭火器", "摆放不当"),
        ("疏散通道不畅通", "疏散通道", "堵占"),
        ("常闭式防火门未保持关闭", "防火门", "常开"),
        ("可燃气体报警器未安装", "燃气报警", "缺失"),
        ("现场检查发现：配电箱门未关闭，易造成触电", "配电箱门", "常开"),
        ("员工未佩带安全帽，不符合《安全生产法》规定", "安全帽", "未穿戴"),
        ("灭火器被人挪走没放回", "灭火器", "不在原位"),
        ("企业负责人未带队检查", "主要负责人", "未巡查"),
        ("员工不了解操作规程", "操作规程", "未培训"),
        ("安全出口只有一个", "安全出口", "数量不足"),
        ("疏散门向内开", "安全出口", "方向错误"),
    ],
)
def test_a_finding_is_read_as_thing_and_fault(text: str, thing: str, fault: str) -> None:
    assert (things(READER.read(text)), faults(READER.read(text))) == ([thing], [fault])


def test_where_and_how_many_and_why_stay_out_of_the_core() -> None:
    hazard = READER.read("经查，一号车间靠窗处4具灭火器过期，可能造成火灾蔓延")
    assert (hazard.core, hazard.count, hazard.place.number) == ("灭火器过期", 4, 1)


@pytest.mark.parametrize("fault", WORDING.defects)
def test_every_word_for_a_fault_is_understood_where_it_stands(fault: str) -> None:
    written = {word: word.replace("~", "未").replace("*", "") for word in WORDING.defects[fault]}
    unread = [word for word, text in written.items() if fault not in faults(READER.read(text))]
    assert not [word for word in unread if fault not in WORDING.vague]


def test_a_part_of_a_longer_word_is_no_fault() -> None:
    assert "泄漏" not in faults(READER.read("漏电保护器安装到位"))


def test_of_two_words_that_share_a_character_the_longer_is_meant() -> None:
    assert things(READER.read("擅自停用火灾报警系统")) == ["火灾报警"]


def test_a_switch_that_is_missing_was_not_left_open() -> None:
    assert faults(READER.read("机台无紧急停止开关")) == ["缺失"]


def test_what_was_not_done_about_a_thing_does_not_make_it_absent() -> None:
    assert faults(READER.read("配电箱长期没有除尘")) == ["积尘"]


@pytest.mark.parametrize("text", ["疏散通道已畅通", "灭火器已更换", "安全出口畅通", "防火门已关闭"])
def test_what_is_in_order_is_told_from_what_is_not(text: str) -> None:
    assert READER.read(text).is_sound


@pytest.mark.parametrize("text", ["砂轮已磨到极限", "支架已锈穿", "人还没到岗，值班本已签字"])
def test_what_has_become_worse_is_not_in_order(text: str) -> None:
    assert not READER.read(text).is_sound


@given(TEXT)
def test_any_text_is_read(text: str) -> None:
    assert READER.read(text).things is not None


@given(TEXT)
def test_blanks_and_full_width_letters_say_nothing(text: str) -> None:
    spaced = " ".join(unicodedata.normalize("NFKC", text))
    wide = "".join(chr(ord(c) + 0xFEE0) if "0" <= c <= "9" else c for c in text)
    assert READER.read(wide) == READER.read(text)
    assert READER.read(spaced).faults == READER.read(unicodedata.normalize("NFKC", text)).faults
