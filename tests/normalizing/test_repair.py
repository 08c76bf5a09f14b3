"""Text repair: traditional characters and inserted readings go, honest brackets stay."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, pinyin
from python_calamine import CalamineWorkbook

from zhiben.normalizing import clean_name, clean_text
from zhiben.normalizing.people import clean_people
from zhiben.normalizing.repair import repaired

HONEST = [
    "氨(NH3)",
    "氨（NH3）",
    "（一厂）",
    "COD(mg/L)",
    "指示灯(LED)",
    "甲(乙)",
    "DN(公称直径)",
    "门(MEN)",
    "机械厂(JX)",
    "配电箱(AP1)",
    "安(A)",
    "兆帕(mpa)",
    "帕(pa)",
    "压力表(0-1.6MPa)",
    "闸阀(DN50)",
    "酸(pH)",
    "油(L)",
    "总线(can)",
    "网络(lan)",
    "三楼(b区)",
    "附件(a)",
    "阿(a)",
    "额(e)",
    "分钟(min)",
    "液氯(Cl2)",
    "一氧化碳(co)",
    "硫化氢(H2S)",
    "消防栓(fire)",
    "应(yang)",
    "监控(CCTV)",
    "空压机(KY-1)",
    "应(ying2)",
    "危化品(甲类)",
    "西门子(SIEMENS)",
    "摄像头(ipc)",
    "车间(1#)",
    "马(MA)",
]
READINGS = {
    "全市應(yīng)急管理工作會(huì)議": "全市应急管理工作会议",
    "全市应急(yīng jí)管理(guǎn lǐ)工作会议（huìyì）": "全市应急管理工作会议",
    "應(yīng)急(jí)照(zhào)明(míng)缺失": "应急照明缺失",
    "应(ying)急照明": "应急照明",
    "應（ yīng ）急": "应急",
    "应(yīnɡ)急": "应急",
    "应(yi\u0304ng)急": "应急",
    "银行(háng)员工行(xíng)走": "银行员工行走",
    "女(nü)工绿(lv)色率(lǜ)": "女工绿色率",
    "不(bú)合格": "不合格",
    "西安(xī'ān)": "西安",
    "桌子(zhuō zi)": "桌子",
    "应(ying1)急": "应急",
    "消防栓（xiao fang shuan）": "消防栓",
}
TRADITIONAL = {
    "一樓車間一消防門閉合不良": "一楼车间一消防门闭合不良",
    "乾粉滅火器過期": "干粉灭火器过期",
    "後門鎖閉，雜物堵塞": "后门锁闭，杂物堵塞",
    "⼀楼⽤电": "一楼用电",
}
UNTOUCHED = ["乾县后山", "瞭望塔", "著名的于是", "龙昇酒店", "扞座缺保护地线", "皇后后面", "张乾"]


@pytest.mark.parametrize("text", HONEST)
def test_keeps_an_honest_bracket(text: str) -> None:
    assert repaired(text) == text


@pytest.mark.parametrize(("text", "expected"), (READINGS | TRADITIONAL).items())
def test_undoes_a_converter(text: str, expected: str) -> None:
    assert clean_text(text) == (expected, True)


@pytest.mark.parametrize("text", UNTOUCHED)
def test_does_not_touch_simplified_text(text: str) -> None:
    assert repaired(text) == text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("邹城市萬堃塑编厂", "邹城市萬堃塑编厂"),
        ("周口東方機械廠", "周口东方机械厂"),
        ("周口市應(yīng)急物资有限公司", "周口市应急物资有限公司"),
    ],
)
def test_a_name_keeps_characters_it_is_registered_with(name: str, expected: str) -> None:
    assert clean_name(name) == expected


def test_people_keep_characters_that_names_have() -> None:
    assert clean_people("張乾、陳(chén)明") == "张乾、陈明"


@given(st.text("應会议油(（)）aeyīngNH3 乙", max_size=30))
def test_repair_is_idempotent_and_never_raises(text: str) -> None:
    assert repaired(repaired(text)) == repaired(text)


@given(st.text(max_size=60))
def test_cleaning_any_text_is_idempotent(text: str) -> None:
    once = clean_text(text)[0]
    assert clean_text(once)[0] == once


@given(st.lists(st.sampled_from("应急管理会议重行长乐朝还率数落着差"), min_size=1), st.booleans())
def test_any_reading_of_any_character_goes(characters: list[str], is_bare: bool) -> None:
    style = Style.NORMAL if is_bare else Style.TONE
    readings = [pinyin(char, style=style, heteronym=True)[0][-1] for char in characters]
    inserted = "".join(f"{c}({r})" for c, r in zip(characters, readings, strict=True))
    is_too_short = is_bare and min(map(len, readings)) < 2
    assert is_too_short or repaired(inserted) == "".join(characters)


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-%", min_size=1, max_size=8))
def test_capitals_and_figures_are_no_readings(content: str) -> None:
    assert repaired(f"灯({content})") == unicodedata.normalize("NFC", f"灯({content})")


def test_changes_nothing_of_the_railway_ledger(railway_texts: list[str]) -> None:
    assert [text for text in railway_texts if repaired(text) != text] == []


@pytest.fixture
def railway_texts(real_data: Path) -> list[str]:
    """Every text cell of the real railway ledger."""
    book = CalamineWorkbook.from_path(
        real_data / "railway-hazard-ledger/建设系统安全隐患问题库.xlsx"
    )
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    return [cell for row in rows for cell in row if isinstance(cell, str)]
