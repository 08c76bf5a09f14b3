"""The trained weights by which the parts of two names become one probability."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from zhiben.errors import ZhibenError
from zhiben.matching.names.compare import FEATURES, Evidence, conflict, evidence, features
from zhiben.matching.names.parts import NameParts

SHIPPED = Path(__file__).with_name("model.json")


class NameModelError(ZhibenError):
    """A model file that cannot be used; the message names the file."""


@dataclass(frozen=True)
class Comparison:
    """How probable it is that two names mean one enterprise, and why."""

    score: float
    evidence: tuple[Evidence, ...] = ()

    @property
    def words(self) -> str:
        """The evidence as one line for a reviewer: what speaks for, then what against."""
        signs = {True: "＋", False: "－"}
        ordered = sorted(self.evidence, key=lambda one: not one.speaks_for)
        return "；".join(signs[one.speaks_for] + one.words for one in ordered)


@dataclass(frozen=True)
class NameModel:
    """Weights by feature, rarity of characters, and the thresholds that were found with them.

    ``same`` and ``review`` are probabilities: from the one on two names mean one enterprise, from
    the other on a person should look. ``margin`` is by how much (in log odds) the best candidate
    must lead the second. ``version`` names the file's content in judgements.
    """

    version: str
    weights: tuple[float, ...]
    bias: float
    rarity: Mapping[str, float]
    same: float
    review: float
    margin: float

    def compare(self, one: NameParts, other: NameParts) -> Comparison:
        """The probability for ``one`` and ``other``, with its evidence in words."""
        if against := conflict(one, other):
            return Comparison(0.0, (Evidence(False, against),))
        return Comparison(self.score(one, other), tuple(evidence(one, other)))

    def score(self, one: NameParts, other: NameParts) -> float:
        """The probability alone."""
        if conflict(one, other):
            return 0.0
        values = features(one, other, self.rarity)
        odds = self.bias + sum(w * x for w, x in zip(self.weights, values, strict=True))
        return 1.0 / (1.0 + math.exp(-odds))

    def leads(self, best: float, second: float) -> bool:
        """Whether ``best`` is far enough ahead of ``second`` not to be a guess."""
        return _log_odds(best) - _log_odds(second) >= self.margin


@cache
def load_model(path: Path = SHIPPED) -> NameModel:
    """The model of ``path``.

    Raises:
        NameModelError: when the file is missing or damaged, or was made for other features.
    """
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        weights = tuple(said["weights"][name] for name in FEATURES)
        if len(said["weights"]) != len(FEATURES):
            raise KeyError(*sorted(said["weights"].keys() - set(FEATURES)))
        numbers = {name: float(said[name]) for name in ("bias", "same", "review", "margin")}
        return NameModel(said["version"], weights, rarity=dict(said["rarity"]), **numbers)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise NameModelError(
            f"{path.name} is no model of enterprise names: {error!r}.",
            "Restore the file, or train it anew (benchmarks/matching/train_names.py).",
        ) from error


def _log_odds(probability: float) -> float:
    kept = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(kept / (1 - kept))
