"""How right links and clusters are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Score:
    """Share of what was said that is right, and of what is right that was said."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __str__(self) -> str:
        return f"P {self.precision:.4f} R {self.recall:.4f} F1 {self.f1:.4f}"


def links(answers: Iterable[tuple[str | None, str | None]]) -> Score:
    """Of (said, true) links, None where there is none."""
    every = list(answers)
    right = sum(said is not None and said == true for said, true in every)
    said_count = sum(said is not None for said, _ in every)
    true_count = sum(true is not None for _, true in every)
    return Score(right / max(said_count, 1), right / max(true_count, 1))


def clusters(said: Sequence[Hashable], true: Sequence[Hashable]) -> Score:
    """Of pairs of places that are in one cluster."""
    both = _pairs(Counter(zip(said, true, strict=True)))
    return Score(both / max(_pairs(Counter(said)), 1), both / max(_pairs(Counter(true)), 1))


def _pairs(counts: Counter[Hashable]) -> int:
    return sum(count * (count - 1) // 2 for count in counts.values())
