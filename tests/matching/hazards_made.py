"""The reader and the shipped model, loaded once for the tests of hazards."""

from __future__ import annotations

from functools import cache

import numpy as np

from zhiben.matching.hazard_model import HazardModel, load_model
from zhiben.matching.model import Told
from zhiben.matching.visits import Pairs
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.vocabulary.wording import Wording, load_wording


@cache
def shipped_wording() -> Wording:
    return load_wording(SHIPPED_INCLUDE / "vocabulary")


@cache
def shipped_model() -> HazardModel:
    return load_model(shipped_wording())


def are_same(one: Told, other: Told) -> bool:
    """Whether the model takes two findings of two sources, alone in their visits, for one."""
    columns = shipped_model().columns([one, other])
    return bool(shipped_model().same(columns, all_pairs([0], [1]))[0])


def all_pairs(ones: list[int], others: list[int]) -> Pairs:
    """Every row of one source beside every row of another."""
    left, right = (side.ravel() for side in np.meshgrid(ones, others, indexing="ij"))
    zeros = np.zeros(len(left), np.int32)
    return Pairs(left, right, zeros, zeros + 1)
