from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.matching.hazards_made import shipped_model
from zhiben.matching.model import Told
from zhiben.matching.pairs import relation_of
from zhiben.matching.places import Place, Relation, relate
from zhiben.matching.plain import plain_place

PLACES = shipped_model().reader.places
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


@given(st.lists(SITE, min_size=2, max_size=8))
def test_arrays_of_places_are_compared_like_single_ones(sites: list[str]) -> None:
    model = shipped_model()
    rows = model.columns([Told("灭火器过期", site) for site in sites]).place
    found = relation_of(rows[:-1], rows[1:], model.known.is_within)
    pairs = [(place(a), place(b)) for a, b in pairwise(sites)]
    assert np.array_equal(found, [relate(a, b, PLACES.within) for a, b in pairs])
