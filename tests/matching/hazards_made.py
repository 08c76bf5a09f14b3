"""The reader and the shipped model, loaded once for the tests of hazards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

import numpy as np

from tests.matching.made import ITEM_SENSE
from zhiben.matching.hazard_model import HazardModel, load_model
from zhiben.matching.item_columns import Subject
from zhiben.matching.likeness import weighed_among
from zhiben.matching.model import Told
from zhiben.matching.scoring import Ints, Scored
from zhiben.matching.visits import Pairs, pair_up
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.vocabulary.wording import Wording, load_wording


@cache
def shipped_wording() -> Wording:
    return load_wording(SHIPPED_INCLUDE / "vocabulary")


@cache
def shipped_model() -> HazardModel:
    return load_model(shipped_wording())


def scored(*told: Told) -> Scored:
    """What is said of findings of one enterprise and day, each by a source of its own."""
    day = date(2026, 3, 1)
    rows = [Subject(f"r{n:03}", "E1", f"s{n:03}", day, is_new=True) for n in range(len(told))]
    return ITEM_SENSE.score(rows, told)


def are_same(one: Told, other: Told) -> bool:
    """Whether two findings of two sources, alone in their visits, are taken for one."""
    return paired([one], [other]) == {(0, 0)}


def paired(ours: Sequence[Told], theirs: Sequence[Told]) -> set[tuple[int, int]]:
    """Which findings of one visit are taken to be which of another's."""
    found = scored(*ours, *theirs)
    across = (found.left < len(ours)) & (found.right >= len(ours))
    across = np.flatnonzero(across)
    found = found.at(across)
    pairs = _of_two_visits(found.left, found.right)
    among = np.where(found.is_possible, weighed_among(pairs, found, ITEM_SENSE.model), -20)
    kept = pair_up(pairs, among, ITEM_SENSE.model.thresholds.same)
    left, right = found.left[kept].tolist(), (found.right[kept] - len(ours)).tolist()
    return set(zip(left, right, strict=True))


def all_pairs(ones: list[int], others: list[int]) -> Pairs:
    """Every row of one source beside every row of another, each in one visit."""
    sides = np.meshgrid(np.array(ones, int), np.array(others, int), indexing="ij")
    left, right = (side.ravel() for side in sides)
    return _of_two_visits(left, right)


def _of_two_visits(left: Ints, right: Ints) -> Pairs:
    source = np.zeros(max([*left, *right], default=-1) + 1, np.int32)
    source[right] = 1
    return Pairs(left, right, source, source)
