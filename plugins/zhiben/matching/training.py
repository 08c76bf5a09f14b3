"""Fits the item model to labelled pairs: m and u of every answer, weights among rivals, thresholds.

Labels come from decisions people took, or from a simulation. What is fitted are the weights of a
ridge logistic regression over Splink's answers; as m/u they are the same model in Splink's words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from zhiben.matching.comparisons import IMPOSSIBLE, Question
from zhiben.matching.item_model import Chance, ItemModel
from zhiben.matching.visits import Pairs, context

RIDGE = 2.0
_LEAST_U = 1e-6
_HARD = 1e-12  # m of an impossible answer
_STEPS = 40

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Levels = Mapping[str, npt.NDArray[np.int64]]


def fit_chances(
    model: ItemModel, asked: Sequence[Question], levels: Levels, is_same: Flags
) -> ItemModel:
    """``model`` with chances fitted to pairs: ``levels`` are Splink's numbers of the answers."""
    answers = {one.name: answers_of(one, levels[one.name]) for one in asked}
    possible = np.ones(len(is_same), np.bool_)
    for column in answers.values():
        possible &= column != IMPOSSIBLE
    columns: dict[tuple[str, str], Floats] = {
        (one.name, name): given(one, name, answers[one.name])
        for one in asked
        for name in one.names
        if name != IMPOSSIBLE
    }
    steps, constant = fit(columns, is_same, possible)
    weights = {key: weight for one in asked for key, weight in weights_of(one, steps)}
    chances = {
        one.name: {
            name: _chance(weights.get((one.name, name)), answers[one.name][~is_same] == name)
            for name in one.names
        }
        for one in asked
    }
    return replace(model, chances=chances, prior=float(1 / (1 + np.exp(-constant))))


def answers_of(question: Question, levels: npt.NDArray[np.int64]) -> npt.NDArray[np.str_]:
    """Names of answers from Splink's numbers, which count from the last level up."""
    return np.array(question.names)[len(question.names) - 1 - levels]


def given(question: Question, name: str, answers: npt.NDArray[np.str_]) -> Floats:
    """1 for each pair so answered; of grades for each that has this one or a higher."""
    place = question.names.index(name)
    counted = question.names[: place + 1] if question.is_graded else (name,)
    return np.asarray(np.isin(answers, counted), float)


def weights_of(
    question: Question, steps: Mapping[tuple[str, str], float]
) -> Iterator[tuple[tuple[str, str], float]]:
    """The weight of each answer: its own, of grades the steps up to it."""
    total = 0.0
    for name in reversed(question.names):
        key = (question.name, name)
        if key in steps:
            total = total + steps[key] if question.is_graded else steps[key]
            yield key, total


def _chance(weight: float | None, answered: Flags) -> Chance:
    u = max(float(answered.mean()), _LEAST_U)
    return Chance(_HARD, u) if weight is None else chance_of(weight, u)


def chance_of(weight: float, u: float) -> Chance:
    """Chances of an answer of that weight (log of m/u), with ``u`` lower where m needs it."""
    ratio = float(np.exp(weight))
    scale = min(1.0, 0.999 / (u * ratio))
    return Chance(u * ratio * scale, u * scale)


def fit_among(model: ItemModel, pairs: Pairs, odds: Floats, is_same: Flags) -> ItemModel:
    """``model`` with weights of a pair in view of its rivals."""
    around = context(pairs, odds.astype(np.float32))
    columns: dict[tuple[str, str], Floats] = {
        ("among", name): column.astype(float) for name, column in around.items()
    }
    weights, constant = fit(columns, is_same, np.ones(len(is_same), np.bool_))
    among = {name: round(value, 4) for (_, name), value in weights.items()}
    return replace(model, among={**among, "constant": round(constant, 4)})


def fit(
    columns: Mapping[tuple[str, str], Floats], is_same: Flags, among: Flags
) -> tuple[dict[tuple[str, str], float], float]:
    """Weights and constant of a ridge logistic regression, by Newton's method."""
    table = np.stack([*columns.values(), np.ones(len(is_same))], axis=1)[among]
    weights = ridge_weights(table, is_same[among].astype(float), RIDGE)
    return dict(zip(columns, map(float, weights[:-1]), strict=True)), float(weights[-1])


def ridge_weights(table: Floats, truth: Floats, ridge: float) -> Floats:
    """Weights of a ridge logistic regression by Newton's method; that of the last column is free.

    ``table`` has a row a pair, ``truth`` a 1 for each pair that is one item, else a 0.
    """
    penalty = np.full(table.shape[1], ridge)
    penalty[-1] = 1e-6
    return penalised_weights(table, truth, penalty, np.zeros(len(truth)))


def penalised_weights(table: Floats, truth: Floats, penalty: Floats, offset: Floats) -> Floats:
    """Weights beside an ``offset`` of log odds; ``penalty`` says how each is held to zero.

    Newton's steps are halved where they overshoot, as they do far from what an offset says.
    """

    def cost(weights: Floats) -> float:
        odds = offset + table @ weights
        lost = np.logaddexp(0, np.where(truth > 0, -odds, odds)).sum()
        return float(lost + (penalty * weights * weights).sum() / 2)

    weights = np.zeros(table.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(offset + table @ weights, -30, 30)))
        slope = table.T @ (chance - truth) + penalty * weights
        curve = (table * (chance * (1 - chance))[:, None]).T @ table + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        while cost(weights - step) > cost(weights) and np.abs(step).max() >= 1e-6:
            step /= 2
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return weights
