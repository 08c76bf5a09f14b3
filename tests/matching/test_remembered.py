"""Columns of texts are worked out once, and are the same when they are remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np
import pytest

from tests.matching.hazards_made import shipped_model
from zhiben.matching.columns import Columns
from zhiben.matching.model import Told
from zhiben.matching.remembered import Remembered, packed, told_key

TEXTS = (
    Told(
        "1号车间东侧灭火器压力不足，易引发火灾", "二楼", "更换灭火器", "消防器材", "major", "消防"
    ),
    Told("配电箱未接地", level="general"),
    Told(),
)


class Counting:
    """The shipped model, noting what it is asked to work out."""

    def __init__(self) -> None:
        self.asked: list[Told] = []

    def __call__(self, told: Sequence[Told]) -> Columns:
        self.asked += told
        return shipped_model().columns(told)


def test_what_is_remembered_equals_what_is_worked_out() -> None:
    first, worked = Remembered("1"), shipped_model().columns(TEXTS)
    first.columns(TEXTS, shipped_model().columns)
    again = Remembered("1", first.fresh).columns(TEXTS, shipped_model().columns)
    for each in fields(Columns):
        one, other = getattr(worked, each.name), getattr(again, each.name)
        assert one.dtype == other.dtype, each.name
        assert np.array_equal(one, other), each.name


def test_only_texts_not_known_are_worked_out() -> None:
    work, known = Counting(), Remembered("1")
    known.columns(TEXTS[:1], work)
    known.columns(TEXTS[:2], work)
    assert [each for each in work.asked if each.description] == list(TEXTS[:2])
    assert known.fresh.keys() == {told_key(each) for each in TEXTS[:2]}


@pytest.mark.parametrize("field", [each.name for each in fields(Told)])
def test_another_word_anywhere_is_another_text(field: str) -> None:
    assert told_key(TEXTS[0]) != told_key(replace(TEXTS[0], **{field: "另"}))


@pytest.mark.parametrize("number", [0.5, 128.0])
def test_a_vector_that_a_byte_cannot_hold_is_refused(number: float) -> None:
    columns = shipped_model().columns(TEXTS)
    columns.meaning[0, 0] = number
    with pytest.raises(ValueError, match="meaning"):
        packed(columns)
