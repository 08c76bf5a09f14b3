"""What was closed before a simulated finding, and whether that came back with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from pairing import Compared, Flags
from worlds import Row

from zhiben.matching.columns import Floats
from zhiben.matching.comparisons import TIMELY
from zhiben.matching.item_model import ItemModel
from zhiben.matching.likeness import UNLIKE
from zhiben.matching.returns import Former, around, return_odds


@dataclass(frozen=True)
class Found:
    """A row that founds an item or not, with what it may be the return of."""

    row: Row
    is_first: bool
    items: Sequence[str]
    formers: Sequence[Former]


@dataclass(frozen=True)
class Returns:
    """All rows of a world after which something of their enterprise had been closed."""

    found: Sequence[Found]
    before: Mapping[str, str]  # what each item is the return of, where it is one

    @cached_property
    def is_return(self) -> Flags:
        """Whether each former item came back as that of the row, one after the other."""
        return np.array(
            [item in self._line(one.row.item) for one in self.found for item in one.items]
        )

    def _line(self, item: str) -> set[str]:
        line: set[str] = set()
        while item := self.before.get(item, ""):
            line.add(item)
        return line

    @property
    def around(self) -> dict[str, Floats]:
        """What is said of each former item beside the others."""
        parts = [around(one.formers) for one in self.found]
        return {name: np.concatenate([each[name] for each in parts]) for name in parts[0]}

    @property
    def weights(self) -> dict[str, Floats]:
        """What each question gave."""
        every = [former.weights for one in self.found for former in one.formers]
        return {name: np.array([each[name] for each in every], np.float32) for name in every[0]}

    def claims(self, model: ItemModel) -> Claims:
        """What ``model`` says of each item when its first row is found."""
        odds, is_right = [], []
        for one in self.found:
            if one.is_first:
                said = return_odds(one.formers, model.returns)
                odds.append(float(said.max()))
                is_right.append(one.items[int(said.argmax())] in self._line(one.row.item))
        return Claims(np.array(odds), np.array(is_right))


@dataclass(frozen=True)
class Claims:
    """The likeliest return of each new item, and whether it is one."""

    odds: Floats
    is_right: Flags

    def from_odds(self, least: float) -> tuple[int, int]:
        """How many are claimed rightly and wrongly."""
        claimed = self.odds >= least
        return int((claimed & self.is_right).sum()), int((claimed & ~self.is_right).sum())


def returns(compared: Compared) -> Returns:
    """The rows of a world with what had been closed before each of them was found."""
    rows = compared.rows
    first: dict[str, int] = {}
    closed: dict[str, date] = {}
    for at in sorted(range(len(rows)), key=lambda each: (rows[each].found_on, each)):
        first.setdefault(rows[at].item, at)
        closed[rows[at].item] = max(closed.get(rows[at].item, date.min), rows[at].closed_on)
    pairs: defaultdict[int, dict[str, list[tuple[int, int]]]] = defaultdict(dict)
    for place, (one, other) in enumerate(
        zip(compared.scored.left.tolist(), compared.scored.right.tolist(), strict=True)
    ):
        for at, known in ((one, other), (other, one)):
            item = rows[known].item
            if item != rows[at].item and closed[item] < rows[at].found_on:
                pairs[at].setdefault(item, []).append((place, known))
    found = (
        _found(compared, at, items, is_first=first[rows[at].item] == at)
        for at, items in sorted(pairs.items())
    )
    before = {row.item: row.before for row in rows if row.before}
    return Returns([one for one in found if one.items], before)


def _found(
    compared: Compared, at: int, items: Mapping[str, list[tuple[int, int]]], *, is_first: bool
) -> Found:
    formers = dict(_formers(compared, at, items))
    return Found(compared.rows[at], is_first, list(formers), list(formers.values()))


def _formers(
    compared: Compared, at: int, items: Mapping[str, list[tuple[int, int]]]
) -> Iterator[tuple[str, Former]]:
    """As a night sees them: no row forbids it, and the row most like is not too unlike."""
    scored = compared.scored
    for item, pairs in items.items():
        if not all(scored.is_possible[place] for place, _ in pairs):
            continue
        odds, place, known = max(
            (timeless(compared, place), place, known) for place, known in pairs
        )
        if odds >= UNLIKE:
            is_same = compared.rows[known].source == compared.rows[at].source
            weights = {name: float(column[place]) for name, column in scored.weights.items()}
            yield item, Former(odds, is_same, weights)


def timeless(compared: Compared, place: int) -> float:
    """Log odds of a pair without what its dates say."""
    scored = compared.scored
    return float(scored.odds[place] - sum(scored.weights[name][place] for name in TIMELY))
