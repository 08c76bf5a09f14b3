"""What a receipt hides of people."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.masking import mask_people, mask_phones, mask_text


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
    ("cell", "masked"), [("王小明、李 四", "王**、李** 四**"), ("", ""), ("张三", "张**")]
)
def test_names_in_a_cell_of_names_are_hidden(cell: str, masked: str) -> None:
    assert mask_people(cell) == masked


@pytest.mark.parametrize(
    ("cell", "masked"), [("13812345678/8234567", "138****5678/****4567"), ("无", "无")]
)
def test_telephones_in_a_cell_of_telephones_are_hidden(cell: str, masked: str) -> None:
    assert mask_phones(cell) == masked


@given(st.text(), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text())
def test_no_mobile_number_that_stands_free_survives(before: str, phone: str, after: str) -> None:
    masked = mask_text(f"{before} {phone} {after}")
    assert not re.search(rf"(?<![0-9A-Za-z]){phone}(?![0-9A-Za-z])", masked)
    assert mask_text(masked) == masked
