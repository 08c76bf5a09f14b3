"""Learns the judgement "states no hazard": weights by a linear SVM, thresholds for precision."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from benchmarks.validating.labelled import Labelled, folds
from scipy.sparse import csr_array
from sklearn.svm import LinearSVC

from zhiben.validating.nothing import Model, why_nothing
from zhiben.validating.nothing.traits import SLOTS, traits_of
from zhiben.validating.nothing.views import MOSTLY, Views
from zhiben.validating.nothing.views import see as see_anew

# What is asked for is 0.93; the difference is for what a new text has in store.
PRECISION = 0.935
PRECISION_ALONE = 0.98
_SOFTNESS = 0.1
_ALONE_COUNTS = 0.5
see = lru_cache(maxsize=None)(see_anew)
Flags = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.float64]


class Told(NamedTuple):
    """What the rules and the learned score say of texts, once with their items, once alone."""

    by_rule: Flags
    scores: Scores
    by_rule_alone: Flags
    scores_alone: Scores


def learn(labelled: Labelled, seed: int = 0) -> Model:
    """Weights from all of ``labelled``; thresholds from inner folds that never saw the texts."""
    told = out_of_fold(labelled, seed)
    model = fit(labelled)
    return Model(
        model.weights,
        model.bias,
        threshold(told.scores, told.by_rule, labelled.is_nothing, PRECISION),
        threshold(told.scores_alone, told.by_rule_alone, labelled.is_nothing, PRECISION_ALONE),
    )


def fit(labelled: Labelled) -> Model:
    """Weights only: each text with its item, and alone where it owes nothing to the item."""
    seen = [see(*pair) for pair in labelled.pairs()]
    own = np.array([one.numbers.share_copied < MOSTLY for one in seen])
    alone = [see(text, None) for text, is_own in zip(labelled.texts, own, strict=True) if is_own]
    labels = np.concatenate([labelled.is_nothing, labelled.is_nothing[own]])
    counts = np.concatenate([np.ones(len(seen)), np.full(len(alone), _ALONE_COUNTS)])
    machine = LinearSVC(C=_SOFTNESS, random_state=0, max_iter=5000)
    machine.fit(_matrix([*seen, *alone]), labels, sample_weight=counts)
    weights = machine.coef_[0].astype(np.float16).astype(np.float32)
    return Model(weights, round(float(machine.intercept_[0]), 6), np.inf, np.inf)


def _matrix(seen: list[Views]) -> csr_array:
    traits = traits_of(seen)
    shape = (len(seen), SLOTS)
    places = (traits.rows.astype(np.int32), traits.slots.astype(np.int32))
    return csr_array((traits.weights.astype(np.float64), places), shape=shape)


def out_of_fold(labelled: Labelled, seed: int) -> Told:
    """Scores of every text by a model that saw neither it nor one near it."""
    told = tell(labelled, None)
    for known, new in folds(labelled, seed):
        found = tell(labelled.at(new), fit(labelled.at(known)))
        told.scores[new], told.scores_alone[new] = found.scores, found.scores_alone
    return told


def tell(labelled: Labelled, model: Model | None) -> Told:
    """What the rules and ``model`` say; without a model the scores are 0."""
    alone = [(text, None) for text in labelled.texts]
    return Told(*(part for pairs in (labelled.pairs(), alone) for part in _told(pairs, model)))


def _told(pairs: list[tuple[str, str | None]], model: Model | None) -> tuple[Flags, Scores]:
    by_rule = np.array([why_nothing(*pair) is not None for pair in pairs])
    if model is None:
        return by_rule, np.zeros(len(pairs))
    seen = [see(*pair) for pair in pairs]
    spared = np.array([one.is_spared for one in seen])
    return by_rule, np.where(spared, -np.inf, model.scores(seen))


def threshold(scores: Scores, by_rule: Flags, is_nothing: Flags, precision: float) -> float:
    """Where rules and scores together have the best F1 that keeps ``precision``."""
    order = np.argsort(-scores, kind="stable")
    order = order[~by_rule[order]]
    right = np.cumsum(is_nothing[order]) + (by_rule & is_nothing).sum()
    thrown = np.arange(1, len(order) + 1) + by_rule.sum()
    f1 = 2 * right / (thrown + is_nothing.sum())
    last_of_its_score = np.append(scores[order][1:] != scores[order][:-1], True)
    allowed = (right / thrown >= precision) & last_of_its_score
    if not allowed.any():
        return float("inf")
    return round(float(scores[order][np.argmax(np.where(allowed, f1, 0))]), 4)
