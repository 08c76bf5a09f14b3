"""Vectors of what findings say: near for one hazard in other words, the same on every engine."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.matching.hazards_made import shipped_model
from zhiben.matching.comparisons import questions
from zhiben.matching.item_model import ItemModel, Thresholds
from zhiben.matching.meaning import UNIT, Floats
from zhiben.matching.training import answers_of, fit_chances
from zhiben.matching.visits import Among

TEXT = st.text("灭火器电线裸露破损未关闭的1号，", max_size=30)


def vectors(*texts: str) -> Floats:
    model = shipped_model()
    return model.meaning.vectors([model.reader.read(text) for text in texts], model.reader)


@pytest.mark.parametrize(
    ("one", "same", "another"),
    [
        ("灭火器指针已到红区", "灭火器没压力了", "灭火器挂得太高"),
        ("导线外皮开裂露铜", "电线老化破皮", "电线未穿管"),
        ("逃生通道堆了纸箱", "疏散通道被货物占用", "疏散通道宽度不够"),
        ("气瓶没有防倒链", "钢瓶未固定", "气瓶超期未检"),
        ("新员工没做三级安全教育", "新进人员未经培训上岗", "未建立培训档案"),
    ],
)
def test_other_words_for_a_hazard_lie_nearer_than_another_fault(
    one: str, same: str, another: str
) -> None:
    told, near, far = vectors(one, same, another)
    assert told @ near > told @ far


@settings(max_examples=30)
@given(TEXT, st.lists(TEXT, max_size=4))
def test_a_vector_is_whole_numbers_of_one_length_whatever_stands_beside(
    text: str, others: list[str]
) -> None:
    (alone,), beside = vectors(text), vectors(*others, text)[-1]
    assert np.array_equal(alone, np.rint(alone))
    assert np.linalg.norm(alone) == pytest.approx(UNIT, rel=0.05) or not alone.any()
    assert np.abs(alone - beside).max() <= 1  # the last bit of a sum may round another way


def test_a_thing_named_before_the_statement_stays_with_its_own_text() -> None:
    texts = ("锅炉房两根线对拧接上", "两根线对拧接上")
    alone, beside = [vectors(text)[0] for text in texts], vectors(*texts)
    assert np.abs(alone[0] - alone[1]).max() > 1
    assert np.abs(np.array(alone) - beside).max() <= 1


def test_a_higher_grade_is_never_worth_less_where_all_pairs_say_so() -> None:
    asked = next(one for one in questions("duckdb") if one.name == "meaning")
    grades = len(asked.names)
    levels = np.repeat(np.arange(grades), 20)
    is_same = np.tile(np.arange(20), grades) < np.repeat(np.arange(grades), 20)
    blank = ItemModel("m", 0.5, {}, Among(0, {}), Among(0, {}), Thresholds(0, 0, 0, 0), {})
    model = fit_chances(blank, [asked], {"meaning": levels}, is_same)
    ratios = [model.chances["meaning"][name] for name in asked.names]
    weights = [np.log(one.m / one.u) for one in ratios]
    assert weights == sorted(weights, reverse=True)
    assert set(answers_of(asked, levels)) == set(asked.names)
