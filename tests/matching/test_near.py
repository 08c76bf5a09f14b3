from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from zhiben.matching.near import near_pairs

TEXTS = st.lists(st.text("灭火器过期堵塞未已", max_size=14), max_size=25)


@given(TEXTS, st.sampled_from([70, 85, 95]))
def test_no_near_pair_is_missed_and_none_is_added(texts: list[str], ratio: int) -> None:
    numbers = range(len(texts))
    near = {(a, b) for a, b in combinations(numbers, 2) if fuzz.ratio(texts[a], texts[b]) >= ratio}
    left, right = near_pairs(texts, ratio)
    assert set(zip(left.tolist(), right.tolist(), strict=True)) == near
