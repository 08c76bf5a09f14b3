"""Fits the item model to labelled pairs: m and u of every answer, weights among rivals, thresholds.

Labels come from decisions people took, or from a simulation. What is fitted are the weights of a
ridge logistic regression over Splink's answers; as m/u they are the same model in Splink's words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from zhiben.matching.comparisons import IMPOSSIBLE, TIMELY, Question
from zhiben.matching.item_model import Chance, ItemModel
from zhiben.matching.visits import LEAST_ODDS, Among, Curve

RIDGE = 2.0
_LEAST_U = 1e-6
_HARD = 1e-12  # m of an impossible answer
_STEPS = 40
_DIGITS = 4  # of what a model's file says
_KNOTS = {
    "odds": (LEAST_ODDS, -7, -4, -2, 0, 2, 4, 8, 12),
    "rival": (-4, -2, 0, 2, 4, 8, 12),
    "rival_of_other": (-4, -2, 0, 2, 6, 10),
    "share": (-14, -8, -5, -3, -1.5, -0.5, -0.05, 0),
    "share_of_other": (-12, -6, -3, -1.5, -0.5, -0.05, 0),
    "overlap": (0, 0.5, 1.1, 1.8, 2.5),
    "fewer_findings": (1, 3, 6, 8),
    "more_findings": (1, 3, 6, 12),
}  # of what :func:`zhiben.matching.visits.context` tells
_RETURN_KNOTS = {
    "odds": (-4, -2, 0, 2, 4, 8),
    "rival": (-4, -2, 0, 2, 4, 8),
    "share": (-8, -5, -3, -1.5, -0.5, -0.05, 0),
    "same_source": (0, 1),
}  # of what :func:`zhiben.matching.returns.around` tells

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Levels = Mapping[str, npt.NDArray[np.int64]]
Found = Mapping[tuple[str, str], float]


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


def fit_among(
    model: ItemModel,
    around: Mapping[str, Floats],
    weights: Mapping[str, Floats],
    is_same: Flags,
    is_possible: Flags,
) -> ItemModel:
    """``model`` with curves for a pair in view of its rivals.

    ``around`` is what other pairs say, ``weights`` what each question gave: once rivals are known,
    an answer counts more or less than by itself.
    """
    kept = is_possible & (around["odds"] > LEAST_ODDS)
    return replace(model, among=_curves(_KNOTS, around, weights, is_same, kept))


def fit_returns(
    model: ItemModel,
    around: Mapping[str, Floats],
    weights: Mapping[str, Floats],
    is_return: Flags,
) -> ItemModel:
    """``model`` with curves for an item that may have come back as what was found later.

    ``around`` is what :func:`zhiben.matching.returns.around` tells, ``weights`` what each question
    gave for the row that is most like.
    """
    lasting = {name: column for name, column in weights.items() if name not in TIMELY}
    every = np.ones(len(is_return), np.bool_)
    return replace(model, returns=_curves(_RETURN_KNOTS, around, lasting, is_return, every))


def _curves(
    around_knots: Mapping[str, Sequence[float]],
    around: Mapping[str, Floats],
    weights: Mapping[str, Floats],
    truth: Flags,
    kept: Flags,
) -> Among:
    """A curve for each feature, fitted together to what is true of those that are ``kept``."""
    rounded = {name: np.round(column, _DIGITS) for name, column in weights.items()}
    parts = [
        *(
            _Part(name, np.asarray(around[name], float), knots, _hinges)
            for name, knots in around_knots.items()
        ),
        *(
            _Part(name, column, tuple(np.unique(column[kept]).tolist()), _values)
            for name, column in rounded.items()
        ),
    ]
    columns = {(one.name, key): column for one in parts for key, column in one.columns()}
    found, constant = fit(columns, truth, kept)
    return Among(round(constant, _DIGITS), {one.name: one.curve(found) for one in parts})


@dataclass(frozen=True)
class _Part:
    """A feature with its knots, and the columns that its curve is a sum of."""

    name: str
    column: Floats
    knots: Sequence[float]
    basis: Callable[[Floats, Sequence[float]], Iterator[tuple[str, Floats]]]

    def columns(self) -> Iterator[tuple[str, Floats]]:
        return self.basis(self.column, self.knots)

    def curve(self, found: Found) -> Curve:
        at = np.array(self.knots, float)
        values = sum(found[self.name, key] * column for key, column in self.basis(at, self.knots))
        return Curve(tuple(at.tolist()), tuple(np.round(values, _DIGITS).tolist()))


def _hinges(at: Floats, knots: Sequence[float]) -> Iterator[tuple[str, Floats]]:
    """A straight line and a bend at each inner knot, level beyond the outer ones."""
    inside = np.clip(at, knots[0], knots[-1])
    yield "slope", inside
    for knot in knots[1:-1]:
        yield str(knot), np.maximum(inside - knot, 0)


def _values(at: Floats, knots: Sequence[float]) -> Iterator[tuple[str, Floats]]:
    """A value for each knot: what the few numbers of an answer's weight are worth."""
    for knot in knots:
        yield str(knot), np.asarray(at == knot, float)


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
