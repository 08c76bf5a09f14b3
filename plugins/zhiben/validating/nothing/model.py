"""The learned judgement: one weight a trait, and how much it takes to throw a text out.

The weights are learned by ``benchmarks.validating.train_nothing`` and stand beside this module
with a card that says from what, when, and how good they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from zhiben.validating.nothing.traits import fingerprint, traits_of
from zhiben.validating.nothing.views import NO_ITEM, Views

WEIGHTS = Path(__file__).with_name("model.npz")
CARD = Path(__file__).with_name("model.json")
_AT_ONCE = 2000


@dataclass(frozen=True)
class Model:
    """Weights of the traits; a text at or above its threshold looks as if it stated nothing."""

    weights: npt.NDArray[np.float32]
    bias: float
    threshold: float  # of a text with the check item beside it
    threshold_alone: float  # of a text without: less is known, so more is asked

    def scores(self, seen: Sequence[Views]) -> npt.NDArray[np.float64]:
        """How much each text looks as if it stated nothing."""
        return np.concatenate([np.zeros(0), *self._scores(seen)])

    def _scores(self, seen: Sequence[Views]) -> Iterator[npt.NDArray[np.float64]]:
        for start in range(0, len(seen), _AT_ONCE):
            part = seen[start : start + _AT_ONCE]
            traits = traits_of(part)
            found = self.weights[traits.slots] * traits.weights
            summed = np.bincount(traits.rows, found, len(part)).astype(np.float64)
            yield summed + self.bias

    def throws_out(self, seen: Sequence[Views]) -> npt.NDArray[np.bool_]:
        """Which texts look as if they stated nothing, and are not spared."""
        alone = np.array([one.numbers.share_copied == NO_ITEM for one in seen], bool)
        asked = np.where(alone, self.threshold_alone, self.threshold)
        may_go = np.array([not one.is_spared for one in seen], bool)
        thrown: npt.NDArray[np.bool_] = (self.scores(seen) >= asked) & may_go
        return thrown


class WrongModelError(RuntimeError):
    """The weights were learned for other traits than the code takes: train them anew."""


@cache
def shipped() -> Model:
    """The model beside this module.

    Raises:
        WrongModelError: when words, views or traits changed and the weights did not.
    """
    card = json.loads(CARD.read_text("utf-8"))
    if card["traits"] != fingerprint():
        raise WrongModelError(
            f"{WEIGHTS} was learned for traits {card['traits']}, the code has {fingerprint()}: "
            "run python -m benchmarks.validating.train_nothing"
        )
    with np.load(WEIGHTS) as file:
        weights = file["weights"].astype(np.float32)
    return Model(weights, card["bias"], card["threshold"], card["threshold_alone"])
