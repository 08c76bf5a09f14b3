"""What is hidden of people, and what is not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.masking import mask_message, mask_people, mask_phones, mask_text, names_in


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请拨13812345678联系", "请拨138****5678联系"),
        ("138 1234 5678", "138****5678"),
        ("１３８１２３４５６７８", "138****5678"),
        ("电话0394-8234567", "电话0394-****4567"),
        ("身份证411602199001011234。", "身份证411602********1234。"),
        ("代码91350100M000100Y43不变", "代码91350100M000100Y43不变"),
        ("2026-03-05", "2026-03-05"),
        ("K138+500至K139", "K138+500至K139"),
    ],
)
def test_numbers_of_people_are_hidden_and_others_are_not(text: str, masked: str) -> None:
    assert mask_text(text) == masked


def test_people_named_by_the_row_are_hidden_in_its_text() -> None:
    assert mask_text("电工王小明无证，找李四。", ["王小明", "李四"]) == "电工王**无证，找李**。"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电工刘 强无证上岗", "电工刘**无证上岗"),
        ("责令刘\u3000强、王小明整改", "责令刘**、王**整改"),
        ("检查人：刘 强", "检查人：刘**"),
        ("刘 \n强", "刘 \n强"),
        ("王 小明", "王 小明"),
        ("刘，强", "刘，强"),
    ],
)
def test_a_known_name_of_two_is_hidden_with_a_blank_within(text: str, masked: str) -> None:
    assert mask_text(text, ["刘强", "王小明"]) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("责令 王 刚 立即整改", "责令 王** 立即整改"),
        ("检查人：张 伟", "检查人：张**"),
        ("检查人：张\u3000伟、李 娜", "检查人：张**、李**"),
        ("温 度 过高", "温 度 过高"),
        ("备 注：高 压", "备 注：高 压"),
        ("合 计", "合 计"),
    ],
)
def test_a_padded_name_is_known_by_what_stands_beside(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("张 伟", ["张伟"]),
        ("张\u3000伟 李 娜", ["张伟", "李娜"]),
        ("王 建 国", ["王建国"]),
        ("张伟 李娜", ["张伟", "李娜"]),
        ("办 公 室", []),
    ],
)
def test_names_spread_by_blanks_are_read_whole(cell: str, names: list[str]) -> None:
    assert names_in(cell) == names


@pytest.mark.parametrize(
    ("cell", "masked"),
    [
        ("王小明、李 四", "王**、李**"),
        ("张 伟 李 娜", "张** 李**"),
        ("", ""),
        ("张三", "张**"),
    ],
)
def test_names_in_a_cell_of_names_are_hidden(cell: str, masked: str) -> None:
    assert mask_people(cell) == masked


@pytest.mark.parametrize(
    ("cell", "masked"),
    [
        ("13812345678/8234567", "138****5678/****4567"),
        ("138.1234.5678", "138****5678"),
        ("无", "无"),
    ],
)
def test_telephones_in_a_cell_of_telephones_are_hidden(cell: str, masked: str) -> None:
    assert mask_phones(cell) == masked


@given(st.text(), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text())
def test_no_mobile_number_that_stands_free_survives(before: str, phone: str, after: str) -> None:
    masked = mask_text(f"{before} {phone} {after}")
    assert not re.search(rf"(?<![0-9A-Za-z]){phone}(?![0-9A-Za-z])", masked)
    assert mask_text(masked) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("+86 138-1234-5678", "138****5678"),
        ("１３８－１２３４－５６７８", "138****5678"),
        ("1 3 8 1 2 3 4 5 6 7 8", "138****5678"),
        ("一三八零零一二三四五六", "138****3456"),
        ("（0394）8234567", "0394-****4567"),
        ("值班电话：8234567", "值班电话：****4567"),
        ("身份证412722660110342", "身份证412722******342"),
        ("电工证T411602199001011232过期", "电工证T411602********1232过期"),
        ("证号Ｔ41160219900101123X", "证号Ｔ411602********123X"),
        ("操作证编号：T411602199001011234", "操作证编号：T411602********1234"),
        ("ID411602199001011234", "ID411602********1234"),
        ("No411602199001011234", "No411602********1234"),
        ("A411602199001011232", "A411602********1232"),
        ("电话013812345678", "电话138****5678"),
        ("1381234567813987654321", "138****5678、139****4321"),
        ("微信号：abc_12345", "微信号：******"),
        ("QQ 123456789", "QQ ******"),
        ("发到zhang.san@qq.com", "发到z***@qq.com"),
        ("车主的豫P12345", "车主的豫P****5"),
    ],
)
def test_spellings_and_kinds_of_numbers(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "设备编号13812345678", "出厂编号20190312001", "代码914116007850000114", "GB 50016-2014",
        "第十二条第（三）项", "罐车豫P12345灭火器过期", "110108000000016", "12350",
        "SN411602199001011234", "编号：No411602199001011234", "读数1.013812345678",
        "批号1381234567813987654321", "2613812345678139876543", "91411602199001011234",
        "15 2026-03-05 1", "DK25+400至DK25+520", "高处作业未系安全带", "王店镇", "应急管理局",
    ],
)  # fmt: skip
def test_what_is_nobodys_stays(text: str) -> None:
    assert mask_text(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("责任人：张伟", "责任人：张**"),
        ("联系人李建国，未到场", "联系人李**，未到场"),
        ("由王芳、陈志强负责整改", "由王**、陈**负责整改"),
        ("举报人欧阳娜要求保密", "举报人欧**要求保密"),
    ],
)
def test_names_that_nobody_told_of_are_hidden_by_what_stands_beside(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize("word", ["安全员", "应急局", "办公室", "项目部", "王经理", "", "全体"])
def test_a_cell_of_names_may_hold_none(word: str) -> None:
    assert names_in(word) == []


HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=40)


@given(HAN, st.lists(HAN, max_size=3))
def test_a_text_grows_by_a_character_a_name_at_most_and_is_masked_once(
    text: str, names: list[str]
) -> None:
    masked = mask_text(text, names)
    assert len(masked) <= len(text) + masked.count("**")
    assert mask_text(masked, names) == masked


@given(st.text(st.characters(exclude_categories=["Nd", "Lo", "Nl", "No"])))
def test_a_text_without_figures_and_han_stays(text: str) -> None:
    assert mask_text(text) == text or "@" in text


@given(st.sampled_from(["张伟", "王小明", "欧阳修"]), HAN)
def test_a_known_name_does_not_survive(name: str, text: str) -> None:
    assert name not in mask_text(f"{text}。{name}。{text}", [name])


@given(st.text(max_size=60))
def test_a_sentence_of_ours_is_masked_once(text: str) -> None:
    assert mask_message(mask_message(text)) == mask_message(text)
