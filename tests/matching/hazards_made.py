"""The reader and the shipped model, loaded once for the tests of hazards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

import numpy as np

from tests.matching.made import ITEM_SENSE
from zhiben.matching.hazard_model import HazardModel, load_model
from zhiben.matching.item_columns import Subject
from zhiben.matching.model import Told
from zhiben.matching.scoring import Scored
from zhiben.matching.visits import Pairs, context, pair_up, weighed
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
    left, right = found.left[across], found.right[across]
    zeros = np.zeros(len(left), np.int32)
    pairs = Pairs(left, right, zeros, zeros + 1)
    odds = np.where(found.is_possible, found.odds, -20)[across].astype(np.float32)
    among = weighed(context(pairs, odds), ITEM_SENSE.model.among)
    kept = pair_up(pairs, among, ITEM_SENSE.model.thresholds.same)
    return set(zip(left[kept].tolist(), (right[kept] - len(ours)).tolist(), strict=True))


def all_pairs(ones: list[int], others: list[int]) -> Pairs:
    """Every row of one source beside every row of another."""
    left, right = (side.ravel() for side in np.meshgrid(ones, others, indexing="ij"))
    zeros = np.zeros(len(left), np.int32)
    return Pairs(left, right, zeros, zeros + 1)
