from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.matching.hazards_made import shipped_model
from tests.matching.made import ITEM_SENSE
from tests.matching.places_related import Relation, relate
from zhiben.matching.comparisons import IMPOSSIBLE, questions
from zhiben.matching.item_columns import Subject
from zhiben.matching.model import Told
from zhiben.matching.places import Place
from zhiben.matching.plain import plain_place
from zhiben.matching.scoring import pair_places
from zhiben.matching.training import answers_of

PLACES = shipped_model().reader.places
ANSWERS = {
    IMPOSSIBLE: Relation.DIFFERENT,
    "otherwise": Relation.UNSURE,
    "coarser": Relation.COARSER,
    "inside": Relation.COARSER,
    "other_side": Relation.COARSER,
    "same": Relation.SAME,
    "same_words": Relation.SAME,
}
SITES = [
    "1号车间",
    "二车间",
    "一楼东",
    "2楼西侧",
    "负一层",
    "3号楼5层",
    "仓库",
    "成品库",
    "办公楼二楼楼梯间",
    "2号成品库",
    "1楼北",
    "1楼东南角",
    "2号宿舍楼",
    "院内",
    "锅炉房",
    "",
]
SITE = st.one_of(st.sampled_from(SITES), st.text(max_size=12))


def place(text: str) -> Place:
    return PLACES.read(plain_place(text))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("1号车间", "2号车间", Relation.DIFFERENT),
        ("1号车间", "一车间", Relation.SAME),
        ("1#车间", "第一生产车间", Relation.SAME),
        ("一楼东", "1楼东侧", Relation.SAME),
        ("1层东面", "一楼 东边", Relation.SAME),
        ("一楼东", "一楼西侧", Relation.DIFFERENT),
        ("一楼东", "二楼东", Relation.DIFFERENT),
        ("一楼", "一楼东侧", Relation.COARSER),
        ("负一层", "地下1层", Relation.SAME),
        ("负一层", "一层", Relation.DIFFERENT),
        ("B1", "负一楼", Relation.UNSURE),
        ("东侧", "东北角", Relation.COARSER),
        ("成品仓库", "仓库", Relation.COARSER),
        ("锅炉房", "配电室", Relation.DIFFERENT),
        ("3号楼", "3栋", Relation.SAME),
        ("车间", "1号车间", Relation.COARSER),
        ("1号车间门口", "1号车间", Relation.SAME),
        ("", "1号车间", Relation.UNSURE),
        ("奇怪之处", "奇怪之处", Relation.SAME),
        ("奇怪之处", "别的地方", Relation.UNSURE),
    ],
)
def test_places_stand_to_one_another_as_a_reader_would_say(
    one: str, other: str, expected: Relation
) -> None:
    assert relate(place(one), place(other), PLACES.within) is expected


@given(SITE, SITE)
def test_the_order_of_two_places_does_not_matter(one: str, other: str) -> None:
    assert relate(place(one), place(other), PLACES.within) is relate(
        place(other), place(one), PLACES.within
    )


def test_the_question_about_places_is_answered_like_that() -> None:
    told = [Told("灭火器过期", site) for site in SITES]
    asked = next(one for one in questions("duckdb") if one.name == "place")
    day = date(2026, 3, 1)
    subjects = [Subject(f"r{n:03}", "E1", "s", day, is_new=True) for n in range(len(SITES))]
    answers = ITEM_SENSE.answers(subjects, told, with_levels=True)
    left, right, order = pair_places(subjects, answers)
    found = answers_of(asked, answers["gamma_place"].to_numpy()[order])
    for one, other, answer in zip(left, right, found, strict=True):
        expected = relate(place(SITES[one]), place(SITES[other]), PLACES.within)
        assert ANSWERS[str(answer)] is expected, (SITES[one], SITES[other])
