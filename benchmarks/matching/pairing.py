"""Candidate pairs of simulated rows, and what became of them beside the truth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
from worlds import Row, is_held_out

from zhiben.matching.model import Told
from zhiben.matching.visits import Pairs

NEAR_DAYS = 5
LATER_DAYS = 30

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Candidates:
    """Pairs of rows of two sources at one enterprise, with the truth about each."""

    pairs: Pairs
    is_same: Flags
    is_near: Flags  # found within NEAR_DAYS, else later while the first was open
    is_seen: Flags  # neither row is of a kind that was kept from training


def told(rows: Sequence[Row]) -> list[Told]:
    """The rows as the matching room takes them."""
    return [Told(row.text, row.site, row.measure, row.check_item, row.level) for row in rows]


def candidates(rows: Sequence[Row]) -> Candidates:
    """All pairs that could be one item: found near one another, or while the first was open."""
    found = [pair for group in _by_enterprise(rows) for pair in combinations(group, 2)]
    kept = [(a, b) for a, b in found if could_be_one(rows[a], rows[b])]
    numbers = {source: number for number, source in enumerate(sorted({row.source for row in rows}))}
    source = np.array([numbers[row.source] for row in rows], np.int32)
    left, right = (np.array(side, np.intp) for side in zip(*kept, strict=True))
    return Candidates(
        Pairs(left, right, source[left], source[right]),
        is_same=np.array([rows[a].item == rows[b].item for a, b in kept]),
        is_near=np.array([_days(rows[a], rows[b]) <= NEAR_DAYS for a, b in kept]),
        is_seen=np.array(
            [not (is_held_out(rows[a].kind) or is_held_out(rows[b].kind)) for a, b in kept]
        ),
    )


def _by_enterprise(rows: Sequence[Row]) -> Iterator[list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        groups[row.enterprise].append(number)
    yield from groups.values()


def could_be_one(one: Row, other: Row) -> bool:
    """Whether two sources may mean one item: found near, or while the first was open."""
    first, later = sorted((one, other), key=lambda row: row.found_on)
    is_open = _days(one, other) <= LATER_DAYS and later.found_on < first.closed_on
    return one.source != other.source and (_days(one, other) <= NEAR_DAYS or is_open)


def _days(one: Row, other: Row) -> int:
    return abs((one.found_on - other.found_on).days)


@dataclass(frozen=True)
class Score:
    """Pairs found right, found wrong and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        """Share of what is there that was found."""
        return self.right / max(self.right + self.missed, 1)

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __str__(self) -> str:
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}"


def score(kept: Flags, is_same: Flags, among: Flags | slice = slice(None)) -> Score:
    """How ``kept`` does beside the truth, ``among`` some of the pairs."""
    kept, is_same = kept[among], is_same[among]
    return Score(
        int((kept & is_same).sum()), int((kept & ~is_same).sum()), int((~kept & is_same).sum())
    )


def best_threshold(values: npt.NDArray[np.float32], is_same: Flags) -> float:
    """The value above which F1 is highest: what a rival may choose with the truth in hand."""
    order = np.argsort(-values, kind="stable")
    right = np.cumsum(is_same[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + is_same.sum())
    return float(values[order][int(np.argmax(f1))])
