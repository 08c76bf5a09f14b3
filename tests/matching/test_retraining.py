"""Labels move the shipped weights as far as they give reason to, and no further."""

from __future__ import annotations

import numpy as np
import pytest

from zhiben.matching.comparisons import questions
from zhiben.matching.item_model import ItemModel, Thresholds, load_item_model
from zhiben.matching.retraining import (
    Labels,
    adapt,
    figures,
    fitting_thresholds,
    misplaced,
    wilson,
)

PRIOR = load_item_model()
LIMITS = Thresholds(same=3.0, again=2.0, review=0.0, recurrence=0.5)


def labels(
    odds: float, is_same: list[bool], level: list[str] | None = None, *, joined: bool = False
) -> Labels:
    """Pairs that answer as if nothing were said, but for the question of the level."""
    size = len(is_same)
    answers = {one.name: np.full(size, "otherwise", "<U20") for one in questions("duckdb")}
    answers["level"][:] = level or "otherwise"
    return Labels(
        answers,
        np.full(size, odds),
        np.array(is_same),
        np.full(size, joined),
        np.ones(size, np.bool_),
        np.array([f"E{n}" for n in range(size)]),
    )


def weight(model: ItemModel, name: str) -> float:
    chance = model.chances["level"][name]
    return float(np.log(chance.m / chance.u))


@pytest.mark.parametrize("count", [4, 400])
def test_the_more_people_say_so_the_more_an_answer_comes_to_tell(count: int) -> None:
    said = labels(0.0, [True, False] * count, ["same", "differs"] * count)
    adapted = adapt(PRIOR, said)
    moved = weight(adapted, "same") - weight(PRIOR, "same")
    assert (moved > 1) == (count > 4)
    assert moved > 0
    assert weight(adapted, "differs") < weight(PRIOR, "differs")
    assert adapted.chances["opposite"]["impossible"] == PRIOR.chances["opposite"]["impossible"]


def test_few_labels_at_odds_with_the_model_do_not_turn_it_over() -> None:
    adapted = adapt(PRIOR, labels(4.0, [False] * 6 + [True] * 2, ["same"] * 8))
    assert abs(weight(adapted, "same") - weight(PRIOR, "same")) < 1


def test_errors_told_of_joins_alone_count_for_less_than_answers_that_were_asked_for() -> None:
    told = labels(4.0, [False] * 30, joined=True)
    asked = labels(4.0, [False] * 30)
    shift = [adapt(PRIOR, one).among.constant - PRIOR.among.constant for one in (told, asked)]
    assert shift[1] < shift[0] - 0.2 < 0


def test_odds_that_are_too_low_are_told() -> None:
    assert misplaced(labels(0.0, [True, True, True, False] * 50)) == pytest.approx(1.1, abs=0.1)


@pytest.mark.parametrize(
    ("odds", "is_same", "expected"),
    [
        (1.0, [True] * 10, LIMITS),  # right, and far too few to be sure
        (2.0, [True] * 400, Thresholds(2.0, 1.0, 0.0, 0.5)),
        (3.5, [True, False] * 20, Thresholds(3.6, 2.6, 0.0, 0.5)),
        (0.5, [False] * 200, Thresholds(3.0, 2.0, 0.6, 0.5)),
        (0.5, [False] * 180 + [True] * 20, LIMITS),
    ],
)
def test_a_threshold_moves_only_where_labels_prove_it_wrong(
    odds: float, is_same: list[bool], expected: Thresholds
) -> None:
    found = fitting_thresholds(labels(odds, is_same), LIMITS)
    limits = (found.same, found.again, found.review)
    assert limits == pytest.approx((expected.same, expected.again, expected.review))


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"), [(0, 0, 0, 1), (9, 10, 0.596, 0.982), (0, 10, 0, 0.278)]
)
def test_an_interval_is_wilsons(hits: int, count: int, low: float, high: float) -> None:
    assert wilson(hits, count) == pytest.approx((low, high), abs=0.001)


def test_enterprises_are_held_out_whole_and_the_same_every_time() -> None:
    said = labels(0.0, [True, False] * 200)
    assert 0.15 < said.is_held_out.mean() < 0.35
    assert (said.is_held_out == said.only(np.ones(400, np.bool_)).is_held_out).all()


@pytest.mark.parametrize(
    ("is_same", "words"),
    [
        ([True] * 200, "two 0 to learn from"),
        ([False] * 200, "one item 0"),
        ([True, False] * 99, ""),
    ],
)
def test_what_is_lacking_is_said(is_same: list[bool], words: str) -> None:
    assert words in labels(0.0, is_same).lacks
    assert bool(words) == bool(labels(0.0, is_same).lacks)


def test_figures_count_what_is_taken_and_how_sure_the_model_was() -> None:
    told = figures(labels(3.0, [True, True, False, True]), 3.0)
    assert (told["precision"], told["recall"]) == (0.75, 1.0)
    assert told["surprise"] == pytest.approx(
        (3 * np.log1p(np.exp(-3)) + np.log1p(np.exp(3))) / 4, abs=1e-4
    )
    assert figures(labels(2.9, [True]), 3.0)["recall"] == 0
