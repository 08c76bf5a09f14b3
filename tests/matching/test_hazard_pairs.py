from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.matching.hazards_made import all_pairs, are_same, paired, scored, shipped_wording
from zhiben.matching.hazard_model import HazardModelError, load_model
from zhiben.matching.model import Told
from zhiben.matching.visits import Curve, Pairs, context, pair_up

TEXT = st.sampled_from(
    [
        "灭火器过期",
        "3具灭火器超期未检",
        "配电箱前堆放杂物",
        "安全出口锁闭",
        "疏散通道已畅通",
        "",
        "？",
        "电线乱拉乱接",
    ]
)
SITE = st.sampled_from(["1号车间", "二楼东", "", "仓库"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("灭火器压力不足", "灭火器失压未更换"),
        ("安全出口上锁", "安全出口被锁闭"),
        ("疏散通道堆放杂物", "疏散通道被杂物堵塞"),
        ("应急照明灯不亮", "1盏应急灯损坏"),
        ("灭火器离开设置点", "灭火器挪到隔壁没还原"),
        ("消防主机没开", "火灾自动报警系统停用"),
        ("没有风险管控清单", "风险分级管控台账缺失"),
    ],
)
def test_one_hazard_in_other_words_is_one(one: str, other: str) -> None:
    assert are_same(Told(one, "1号车间"), Told(other, "一车间"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("灭火器压力不足", "灭火器摆放不当"),
        ("灭火器过期", "消火栓无水"),
        ("配电箱门未关闭", "配电箱未接地"),
        ("灭火器不在原位", "灭火器直接放在地上"),
    ],
)
def test_another_fault_or_thing_is_another_hazard(one: str, other: str) -> None:
    assert not are_same(Told(one, "1号车间"), Told(other, "1号车间"))


def test_the_same_words_at_another_place_are_another_hazard() -> None:
    assert not are_same(Told("灭火器过期", "1号车间"), Told("灭火器过期", "2号车间"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("疏散通道不畅通", "疏散通道已畅通"),
        ("防火门未关闭", "防火门已关闭"),
        ("配电箱没有标识", "配电箱有标识"),
        ("灭火器已过期", "灭火器未过期"),
        ("应急灯不亮", "应急灯已亮"),
    ],
)
def test_opposites_are_never_one(one: str, other: str) -> None:
    assert not scored(Told(one), Told(other)).is_possible.any()
    assert not are_same(Told(one, "1号车间"), Told(other, "1号车间"))


@settings(max_examples=20)
@given(TEXT, SITE, TEXT, SITE)
def test_two_findings_are_as_alike_from_both_sides(a: str, at: str, b: str, there: str) -> None:
    one, other = Told(a, at), Told(b, there)
    (there_odds,), (back_odds,) = scored(one, other).odds, scored(other, one).odds
    assert there_odds == back_odds


def test_of_rivals_the_choice_worth_most_as_a_whole_is_kept() -> None:
    odds = np.array([2.0, 1.9, 1.8, -3.0], np.float32)  # a1 a2 / b1 b2: a1-b1 is best, but …
    kept = pair_up(all_pairs([0, 1], [2, 3]), odds, 0.0)
    assert kept.tolist() == [False, True, True, False]


def test_a_row_has_one_partner_with_each_other_source() -> None:
    left, right = np.array([0, 0, 0]), np.array([1, 2, 3])
    source = np.array([0, 1, 1, 2], np.int32)
    pairs = Pairs(left, right, source, source)
    assert pair_up(pairs, np.array([1.0, 2.0, 1.0], np.float32), 0.0).tolist() == [
        False,
        True,
        True,
    ]


def test_a_rival_is_the_best_other_pair_of_a_row() -> None:
    found = context(all_pairs([0], [1, 2]), np.array([1.0, 3.0], np.float32))
    assert found["rival"].tolist() == [3.0, 1.0]


def test_visits_that_have_found_one_hazard_speak_for_another_pair_of_theirs() -> None:
    sure = np.array([9.0, -9.0, -9.0, 0.0], np.float32)  # a1 a2 / b1 b2: a1 is b1
    found = context(all_pairs([0, 1], [2, 3]), sure)["overlap"]
    assert found[3] == pytest.approx(np.log(2), abs=0.01)
    assert found[0] < found[3]
    assert found[1:3] == pytest.approx(0.0, abs=0.001)


@settings(max_examples=30)
@given(st.lists(st.floats(-12, 12, width=32), min_size=6, max_size=6))
def test_what_other_pairs_say_is_the_same_from_both_sides(odds: list[float]) -> None:
    pairs, said = all_pairs([0, 1], [2, 3, 4]), np.array(odds, np.float32)
    turned = replace(pairs, left=pairs.right, right=pairs.left)
    one, other = context(pairs, said), context(turned, said)
    for name, column in one.items():
        np.testing.assert_allclose(column, other[name], rtol=1e-5, atol=1e-6, err_msg=name)


def test_a_curve_is_straight_between_knots_and_level_beyond() -> None:
    curve = Curve((0.0, 2.0, 4.0), (1.0, 2.0, 0.0))
    asked = np.array([-1.0, 0.0, 1.0, 3.0, 9.0])
    assert curve.at(asked).tolist() == [1.0, 1.0, 1.5, 1.0, 0.0]


def test_a_visit_is_paired_row_by_row() -> None:
    ours = ["灭火器压力不足", "安全出口锁闭", "配电箱门未关闭"]
    theirs = ["疏散门被锁", "灭火器失压", "电线老化"]
    found = paired(*([Told(text, "1号车间") for text in each] for each in (ours, theirs)))
    assert found == {(0, 1), (1, 0)}


def test_no_pairs_are_no_trouble() -> None:
    nothing = np.empty(0, np.float32)
    assert not any(map(len, context(all_pairs([], []), nothing).values()))
    assert len(pair_up(all_pairs([], []), nothing, 0.0)) == 0


def test_a_damaged_model_is_refused_with_its_name(tmp_path: Path) -> None:
    broken = tmp_path / "hazards.npz"
    broken.write_bytes(b"PK\x03\x04 no model")
    with pytest.raises(HazardModelError, match=r"hazards\.npz"):
        load_model(shipped_wording(), broken)
