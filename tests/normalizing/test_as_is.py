"""Whole columns may be taken as they are only where reading each text would change nothing."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zhiben.normalizing.cells import Cell, Flags, read_column, sure_where
from zhiben.normalizing.lines import one_hazard
from zhiben.normalizing.raw import rows_as_json
from zhiben.normalizing.readers import as_is_for, read_statement, reader_for
from zhiben.normalizing.splitting import split_cell
from zhiben.normalizing.texts import clean_text
from zhiben.records import HAZARD

from .made import VOCABULARY

_WORDS = """
灭火器过期 压力不足 张三 李四 甲厂 無 應急 萬 乾 ⽆ 零 一 二〇二四 1、 2、 1. （1） (一) ① ②
一是 二是 ❶ ❷ 【1】 【2】 1， 2， 1灭 隐患一： 隐患二：
问题 如下： 。 ； ， 、 · (yīng) （hài） (氨) （一厂） 【 ] Ａ １ GB50140 a 13812345678
0394-8123456 2024-01-02 2024年1月2日 二〇二四年一月二日 无 暂无 未发现隐患 零报告
本月 / - 91411600MA00000014 9141160OMA00000014 已整改 " \\ é \U00020000 \ufeff \u200b \x00 \x7f
"""
_PARTS = [*_WORDS.split(), " ", "  ", "\n", "\r\n", "\u3000", "\xa0", "\x1f"]
_joined = st.lists(st.sampled_from(_PARTS), max_size=5).map("".join)
TEXTS = st.one_of(_joined, st.text(max_size=12))
FIELDS = [one for one in HAZARD.fields if as_is_for(one, VOCABULARY)]


@pytest.mark.parametrize("name", [one.name for one in FIELDS])
@given(text=TEXTS)
def test_a_text_taken_as_it_is_reads_as_itself(name: str, text: str) -> None:
    field = HAZARD.field(name)
    as_is, text = as_is_for(field, VOCABULARY), text.replace("\0", "")
    read = read_statement if name == HAZARD.text else reader_for(field, field.zh, {}, VOCABULARY)
    if as_is and as_is(pa.array([text]))[0].as_py():
        assert read(text) == Cell(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("description", "3号车间灭火器压力不足"),
        ("measure", "更换灭火器"),
        ("site", "3号车间"),
        ("enterprise_name", "周口第3机械厂"),
        ("responsible_person", "王小明"),
        ("phone", "13812345678"),
        ("uscc", "91411600MA00000014"),
    ],
)
def test_usual_texts_are_taken_as_they_are(name: str, text: str) -> None:
    as_is = as_is_for(HAZARD.field(name), VOCABULARY)
    assert as_is
    assert as_is(pa.array([text, ""])).to_pylist() == [True, False]


@given(text=TEXTS)
@example("1、灭火器过期。2、通道堵塞")
@example("灭火器过期")
def test_one_hazard_is_one(text: str) -> None:
    if one_hazard()(pa.array([text]))[0].as_py():
        assert len(split_cell(clean_text(text)[0])) == 1


@given(text=TEXTS)
def test_what_says_something_is_neither_blank_nor_a_zero_report(text: str) -> None:
    says, finds = (
        sure_where(pattern)(pa.array([text]))[0].as_py()
        for pattern in (VOCABULARY.never_blank, VOCABULARY.never_zero_report)
    )
    assert not (says and VOCABULARY.is_blank(text))
    assert not (finds and VOCABULARY.is_zero_report(text))


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4))
def test_raw_rows_are_json(rows: list[tuple[str, str]]) -> None:
    headings = ("甲", '乙"')
    columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    said = [{h: text for h, text in zip(headings, row, strict=True) if text} for row in rows]
    expected = [json.dumps(row, ensure_ascii=False) for row in said]
    assert rows_as_json(headings, columns).to_pylist() == expected


@given(texts=st.lists(TEXTS, min_size=1, max_size=12))
def test_a_column_reads_alike_with_and_without_looking_first(texts: list[str]) -> None:
    field = HAZARD.field("description")
    column = pa.array([text.replace("\0", "") for text in texts], pa.string())
    found = []
    for as_is in (as_is_for(field, VOCABULARY), None):
        flags = Flags()
        read = read_column(column, read_statement, pa.string(), flags, as_is)
        marks = flags.to_array(len(texts)).to_pylist()
        found.append((read.values.to_pylist(), read.unread.to_pylist(), marks))
    assert found[0] == found[1]
