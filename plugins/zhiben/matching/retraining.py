"""Fits the item model anew to what people decided, held to the model that ships.

Only people's decisions teach. What the machine is certain of does not: rows known by an equal key
are one clerk's own words twice, and rows joined letter for letter are alike by that very rule;
fitted to them the model would learn that only what reads alike is one. Rows that one source lists
side by side are certainly two, but no pair that is one is like them in that, so that they would
teach the model to say no. They test: a model that would take them for one is seen (`side_by_side`).

The pairs a machine asks about are chosen by their answers, not by the truth, which leaves a
logistic regression unbiased. Joins of the machine that a person looked at are chosen by the truth
(errors are told, right joins are not): they have a constant of their own, which is thrown away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from zhiben.matching.comparisons import IMPOSSIBLE, Question, questions
from zhiben.matching.item_model import Chance, ItemModel, Thresholds
from zhiben.matching.training import Flags, Floats, chance_of, given, penalised_weights, weights_of

LEAST = 60  # labels; and of them
LEAST_OF_EACH = 10  # of each verdict, to learn from
_HELD = 4  # one enterprise in so many is held out
_WEIGHT, _CONSTANT, _JOINED = 4.0, 1.0, 0.25  # ridge: the shipped weights are good to ± 0.5
SURE, IDLE = 0.99, 0.05  # share that is one item where pairs are joined, and where asking is idle
_DOUBTFUL = (-2.0, 4.0)  # log odds by themselves of most pairs that people are asked about
_Z = 1.96  # of an interval of 95%
_STEP = 0.1


@dataclass(frozen=True)
class Labels:
    """Pairs that people decided, as the model in hand answers and weighs them.

    ``among`` are log odds in view of rivals; ``was_joined`` where the machine had joined the two.
    """

    answers: Mapping[str, npt.NDArray[np.str_]]
    among: Floats
    is_same: Flags
    was_joined: Flags
    is_possible: Flags
    enterprise: npt.NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.is_same)

    def only(self, kept: Flags) -> Labels:
        """The labels that are ``kept``."""
        return Labels(
            {name: column[kept] for name, column in self.answers.items()},
            self.among[kept],
            self.is_same[kept],
            self.was_joined[kept],
            self.is_possible[kept],
            self.enterprise[kept],
        )

    @property
    def is_held_out(self) -> Flags:
        """True for one enterprise in four, by a hash of its id: the same ones every time."""
        held = {one: _hash(one) % _HELD == 0 for one in np.unique(self.enterprise)}
        return np.array([held[one] for one in self.enterprise], np.bool_)

    @property
    def lacks(self) -> str:
        """What there is too little of to train; empty where there is enough."""
        held = self.is_held_out & self.is_possible
        for name, wanted in (("one item", self.is_same), ("two", ~self.is_same)):
            count, kept = int((wanted & ~held & self.is_possible).sum()), int((wanted & held).sum())
            if count < LEAST_OF_EACH or kept < LEAST_OF_EACH // _HELD + 1:
                return f"of pairs that are {name} {count} to learn from and {kept} to test with"
        return f"{len(self)} decisions" if len(self) < LEAST else ""


def _hash(enterprise_id: str) -> int:
    return blake2b(enterprise_id.encode(), digest_size=1).digest()[0]


def adapt(prior: ItemModel, labels: Labels) -> ItemModel:
    """``prior`` with weights moved as far as ``labels`` (weighed by it) give reason to."""
    fitted = labels.only(labels.is_possible)
    asked = questions("duckdb")
    keys = [(one, name) for one in asked for name in one.names if name != IMPOSSIBLE]
    slope = _worth_of_odds(prior)
    columns = [slope * given(one, name, fitted.answers[one.name]) for one, name in keys]
    table = np.stack([*columns, fitted.was_joined, np.ones(len(fitted))], axis=1)
    penalty = np.array([_WEIGHT] * len(keys) + [_JOINED, _CONSTANT])
    found = penalised_weights(table, fitted.is_same.astype(float), penalty, fitted.among)
    steps = {
        (one.name, name): float(each)
        for (one, name), each in zip(keys, found[: len(keys)], strict=True)
    }
    chances = {one.name: dict(_moved(one, prior.chances[one.name], steps)) for one in asked}
    return shifted(replace(prior, chances=chances), float(found[-1]))


def _worth_of_odds(model: ItemModel) -> float:
    """What odds in view of rivals gain by each unit of a pair's own, where people are asked."""
    low, high = model.among.curves["odds"].at(np.array(_DOUBTFUL))
    return float(high - low) / (_DOUBTFUL[1] - _DOUBTFUL[0])


def _moved(
    question: Question,
    chances: Mapping[str, Chance],
    steps: Mapping[tuple[str, str], float],
) -> Iterator[tuple[str, Chance]]:
    changes = {name: change for (_, name), change in weights_of(question, steps)}
    for name, one in chances.items():
        moved = chance_of(float(np.log(one.m / one.u)) + changes.get(name, 0.0), one.u)
        yield name, moved if name in changes else one


def shifted(model: ItemModel, by: float) -> ItemModel:
    """``model`` with all its log odds in view of rivals higher by so much."""
    constant = round(model.among.constant + by, 4)
    return replace(model, among=replace(model.among, constant=constant))


def misplaced(labels: Labels) -> float:
    """By how much all log odds are too low, where moved weights have changed what rivals say."""
    fitted = labels.only(labels.is_possible)
    table = np.stack([fitted.was_joined.astype(float), np.ones(len(fitted))], axis=1)
    penalty = np.array([_JOINED, _CONSTANT])
    found = penalised_weights(table, fitted.is_same.astype(float), penalty, fitted.among)
    return round(float(found[-1]), 4)


def fitting_thresholds(labels: Labels, shipped: Thresholds) -> Thresholds:
    """``shipped`` thresholds, moved only where ``labels`` prove them wrong, and no further.

    Pairs are joined from lower odds on where it is sure that 99 of 100 are right, and from higher
    ones where it is sure that fewer are; they are asked about from higher odds on where it is sure
    that 95 of 100 are two items. Recurrences are nobody's decision: their threshold stays.
    What is told later of a pair that waits counts as much more as it did.
    """
    fitted = labels.only(labels.is_possible & ~labels.was_joined)
    bands = _Bands(fitted.among, fitted.is_same)
    same = bands.lower(shipped.review, shipped.same)
    same = bands.higher(shipped.same) if same == shipped.same else same
    again = shipped.again + same - shipped.same
    return replace(shipped, same=same, again=again, review=bands.idle(shipped.review, same))


@dataclass(frozen=True)
class _Bands:
    """Labels by their odds; a band ends below its upper limit."""

    odds: Floats
    is_same: Flags

    def _cuts(self, low: float, high: float) -> list[float]:
        """Limits, in tenths, around the labels from ``low`` to ``high``."""
        tenths = np.floor(self.odds / _STEP)
        cuts = np.unique(np.concatenate([tenths, tenths + 1])) * _STEP
        return [round(float(cut), 1) for cut in cuts if low <= cut <= high]

    def _counts(self, low: float, high: float) -> tuple[int, int]:
        band = self.is_same[(self.odds >= low) & (self.odds < high)]
        return int(band.sum()), len(band)

    def _share(self, low: float, high: float) -> float | None:
        hits, count = self._counts(low, high)
        return hits / count if count else None

    def lower(self, low: float, same: float) -> float:
        """Where pairs may be joined from: sure as a whole, and no worse at the lower end."""
        cuts = self._cuts(low, same)

        def is_sure(cut: float) -> bool:
            ends = (self._share(cut, high) for high in cuts if high > cut)
            is_even = all(share is None or share >= SURE for share in ends)
            return is_even and wilson(*self._counts(cut, same))[0] >= SURE

        return min((cut for cut in cuts if cut < same and is_sure(cut)), default=same)

    def higher(self, same: float) -> float:
        """The first limit from which nothing says that pairs are not sure enough."""
        cuts = [same, *self._cuts(same, np.inf)]
        return next(cut for cut in cuts if wilson(*self._counts(cut, np.inf))[1] >= SURE)

    def idle(self, review: float, same: float) -> float:
        """Up to where asking is idle: sure as a whole, and no better at the upper end."""
        cuts = self._cuts(review, same)

        def is_idle(cut: float) -> bool:
            ends = (self._share(low, cut) for low in cuts if low < cut)
            is_even = all(share is None or share <= IDLE for share in ends)
            return is_even and wilson(*self._counts(review, cut))[1] < IDLE

        return max((cut for cut in cuts if is_idle(cut)), default=review)


def wilson(hits: int, count: int) -> tuple[float, float]:
    """Wilson's interval of 95% for a share; (0, 1) where nothing was counted."""
    if not count:
        return 0.0, 1.0
    share, square = hits / count, _Z * _Z
    middle = share + square / (2 * count)
    reach = _Z * np.sqrt(share * (1 - share) / count + square / (4 * count * count))
    return float((middle - reach) / (1 + square / count)), float(
        (middle + reach) / (1 + square / count)
    )


def figures(labels: Labels, threshold: float) -> dict[str, float]:
    """How a model does on labels that it weighed: what it takes for one, and how sure it was.

    ``surprise`` is the mean of minus the log of the chance it gave to what is true, in nats.
    """
    taken = (labels.among >= threshold) & labels.is_possible
    right = int((taken & labels.is_same).sum())
    signed = np.where(labels.is_same, labels.among, -labels.among)[labels.is_possible]
    return {
        "labels": len(labels),
        "precision": round(right / max(int(taken.sum()), 1), 4),
        "recall": round(right / max(int(labels.is_same.sum()), 1), 4),
        "surprise": round(float(np.logaddexp(0, -signed).mean()), 4),
    }
