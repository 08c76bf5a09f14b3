"""Money, counts, people and telephones."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.normalizing.amounts import read_count, read_money
from zhiben.normalizing.people import clean_people, clean_phones
from zhiben.vocabulary.numerals import chinese_number

from .made import VOCABULARY

UNITS = VOCABULARY.money_units


@pytest.mark.parametrize(
    ("text", "unit", "yuan"),
    [
        ("3.5", 10_000, "35000.00"),
        ("3.5万元", 1, "35000.00"),
        ("3.5万", 10_000, "35000.00"),
        ("35,000元", 10_000, "35000.00"),
        ("￥1，200.5", 1, "1200.50"),
        ("１２００", 1, "1200.00"),
        ("人民币壹万伍仟壹佰元整", 1, "15100.00"),
        ("貳萬參仟壹佰元整", 1, "23100.00"),
        ("叁萬圆整", 1, "30000.00"),
        ("壹万元整", 10_000, "10000.00"),
        ("人民币贰拾万圆正", 1, "200000.00"),
        ("1,234,567.89元", 1, "1234567.89"),
        ("２．５万元", 1, "25000.00"),
        ("0", 10_000, "0.00"),
        ("约2万元（已落实）", 1, "20000.00"),
        ("20000（元）", 10_000, "20000.00"),
        ("5（万元）", 1, "50000.00"),
        ("5 (万)", 1, "50000.00"),
        ("5（另有2万元）", 1, "5.00"),
        ("2万元（元）", 1, "20000.00"),
        ("（万元）5", 10_000, "50000.00"),
        ("一万五", 1, "15000.00"),
        ("三百五", 1, "350.00"),
        ("一万零五元", 1, "10005.00"),
        ("壹万伍仟", 1, "15000.00"),
        ("三千二百万元", 1, "32000000.00"),
        ("0.5亿元", 1, "50000000.00"),
        ("1.2E+4", 1, "12000.00"),
        ("-5", 1, None),
        ("1-2万", 1, None),
        ("若干", 1, None),
        ("1E+99", 1, None),
    ],
)
def test_money(text: str, unit: int, yuan: str | None) -> None:
    assert read_money(text, Decimal(unit), UNITS) == (None if yuan is None else Decimal(yuan))


@pytest.mark.parametrize(
    ("text", "count"),
    [("12", 12), ("１２项", 12), ("3.0", 3), ("三", 3), ("2.5", None), ("多", None)],
)
def test_counts(text: str, count: int | None) -> None:
    assert read_count(text) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1.2", 12_000),
        ("1.2万", 12_000),
        ("1.2万人", 12_000),
        ("1.2（万人）", 12_000),
        ("12000人", 12_000),
        ("350（人）", 350),
        ("1.2人", None),
    ],
)
def test_a_number_with_its_own_unit_is_not_counted_in_the_headings(
    text: str, count: int | None
) -> None:
    assert read_count(text, 10_000) == count


@pytest.mark.parametrize(
    ("text", "number"),
    [("一亿二", 120_000_000), ("二千三", 2300), ("一百一十五", 115), ("二十五", 25),
     ("一百零五", 105), ("二〇二四", 2024), ("三百五十", 350)],
)  # fmt: skip
def test_a_last_digit_is_of_the_next_lower_unit(text: str, number: int) -> None:
    assert chinese_number(text) == number


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("张三、李四", "张三、李四"),
        ("张三 李四", "张三、李四"),
        ("张 三  李四，王五.", "张三、李四、王五"),
        ("某人033         ", "某人033"),
        ("张三；张三/李四", "张三、李四"),
        ("，", ""),
        ("张三\n李四", "张三、李四"),
        ("王建\n国", "王建国"),
        ("张三 13812345678", "张三"),
        ("张三（13812345678）", "张三"),
        ("张三13812345678、李四:0394-6123456", "张三、李四"),
        ("13812345678", ""),
        ("张三（组长）、李四", "张三（组长）、李四"),
        ("1.张三（组长）。", "1.张三（组长）"),
        ("（张三）", "张三"),
        ("张三）、李四（", "张三、李四"),
    ],
)
def test_people(text: str, people: str) -> None:
    assert clean_people(text) == people


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("138 1234 5678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("0394-8888888", "03948888888"),
        ("13812345678/13912345678", "13812345678、13912345678"),
        ("1.3812345678E10", "13812345678"),
        ("1.3812345678E+10", "13812345678"),
        ("1.38123456E10", "13812345600"),
        ("1.38E+10", ""),
        ("1.38123E+10、13912345678", "13912345678"),
        ("1.381234568E+10", ""),
        ("1.38E10", ""),
        ("身份证412726198001011234", ""),
        ("412726198001011234，电话13812345678", "13812345678"),
        ("41272619800101123X 13812345678", "13812345678"),
        ("1381234567813912345678", "13812345678、13912345678"),
        ("13812345678 13912345678", "13812345678、13912345678"),
        ("张三13812345678李四13912345678", "13812345678、13912345678"),
        ("0394-8888888 13812345678", "03948888888、13812345678"),
        ("0394-8888888，8888889", "03948888888、8888889"),
        ("13812345678.0", "13812345678"),
        ("+86 13812345678", "13812345678"),
        ("+86-13812345678、8613912345678", "13812345678、13912345678"),
        ("86123456", "86123456"),
        ("无", ""),
    ],
)
def test_phones(text: str, phones: str) -> None:
    assert clean_phones(text) == phones


@given(st.text(max_size=40))
def test_nothing_raises_and_tidying_twice_changes_nothing(text: str) -> None:
    read_money(text, Decimal(1), UNITS)
    read_count(text)
    assert clean_people(clean_people(text)) == clean_people(text)
    assert clean_phones(clean_phones(text)) == clean_phones(text)


PERSON = st.text("王李张伟芳娜建国志强", min_size=2, max_size=3)


@given(st.lists(PERSON, min_size=1, max_size=4, unique=True), st.sampled_from("、 ，,;；/\n"))
def test_people_told_apart_by_anything_stay_so(people: list[str], joint: str) -> None:
    assert clean_people(joint.join(people)) == "、".join(people)


@given(
    st.integers(0, 10**12), st.sampled_from(["{}", "{:,}", "{}元", "￥{}", "{}.00元", " {} 元整"])
)
def test_money_is_read_as_it_was_written(yuan: int, form: str) -> None:
    assert read_money(form.format(yuan), Decimal(1), UNITS) == yuan
