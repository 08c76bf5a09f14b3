"""What the model would judge otherwise of rows that are placed: said, never done.

The machine places a row once. A newer model may see it otherwise; what comes of that is a question
to a person, whose word moves rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from zhiben.matching.book import Book, RowId
from zhiben.matching.held import Held, RowPair
from zhiben.matching.item_model import Thresholds
from zhiben.matching.placing import probability
from zhiben.matching.standing import Standing

ItemPair = tuple[str, str]  # likewise


class Change(StrEnum):
    """What the model would do that is not so."""

    JOIN = "join"  # two items are one
    ASK = "ask"  # two items may be one
    DOUBT = "doubt"  # what the machine joined is one perhaps
    PART = "part"  # what the machine joined is two


@dataclass(frozen=True)
class Otherwise:
    """A pair of rows that the model judges otherwise: its score by it, and what speaks for that."""

    change: Change
    pair: RowPair
    items: ItemPair
    score: float
    evidence: dict[str, float]


def judged_otherwise(
    book: Book, standing: Standing, held: Held, limits: Thresholds
) -> list[Otherwise]:
    """Pairs of ``standing`` rows of which the model says otherwise than what holds.

    Two items are joined or asked about as a night would: no row of either forbids it, their
    episodes overlap, no source lists both, no person told of them, each once, the likeliest first.
    """
    where = _Where(book, standing, held)
    return [*where.apart(limits), *where.together(limits)]


def rescored(standing: Standing, held: Held) -> Iterator[tuple[RowPair, float, dict[str, float]]]:
    """Pairs that wait for a person, with the score of the model in hand and what speaks for it."""
    for place in standing.places_between({row for pair in held.asked for row in pair}):
        if (pair := standing.pair(place)) in held.asked:
            yield pair, _score(standing, place), standing.evidence(place)


def _score(standing: Standing, place: int) -> float:
    is_possible = bool(standing.scored.is_possible[place])
    return round(probability(float(standing.among[place])) if is_possible else 0.0, 4)


class _Where:
    """The rows of some enterprises by the items they stand under."""

    def __init__(self, book: Book, standing: Standing, held: Held) -> None:
        self._book, self._standing, self._held = book, standing, held
        item_of = [book.rows[row].item_id for row in standing.rows]
        _, numbers = np.unique(item_of, return_inverse=True)
        ends = [numbers[side] for side in (standing.scored.left, standing.scored.right)]
        self._ends = np.sort(np.stack(ends), axis=0)
        self._told = {
            self._items_of(pair) for pair in held.by_people if {*pair} <= book.rows.keys()
        }
        self._asked = {  # items, and the place of the pair of theirs that waits
            self._items_at(place): place
            for place in standing.places_between({row for pair in held.asked for row in pair})
            if standing.pair(place) in held.asked
        }

    def _items_of(self, pair: RowPair) -> ItemPair:
        one, other = (self._book.rows[row].item_id for row in pair)
        return min(one, other), max(one, other)

    def _items_at(self, place: int) -> ItemPair:
        return self._items_of(self._standing.pair(place))

    def apart(self, limits: Thresholds) -> Iterator[Otherwise]:
        """Joins of the machine that no row of the item speaks for any more."""
        scored, among = self._standing.scored, self._standing.among
        best: defaultdict[RowId, float] = defaultdict(lambda: -np.inf)
        joined: list[int] = []
        for place in np.flatnonzero(self._ends[0] == self._ends[1]).tolist():
            one, other = pair = self._standing.pair(place)
            odds = float(among[place]) if scored.is_possible[place] else -np.inf
            best[one], best[other] = max(best[one], odds), max(best[other], odds)
            if pair in self._held.joined:
                joined.append(place)
        for place in joined:
            odds = min(best[row] for row in self._standing.pair(place))
            if odds < limits.same:
                yield self._said(Change.PART if odds < limits.review else Change.DOUBT, place)

    def together(self, limits: Thresholds) -> Iterator[Otherwise]:
        """Items that the model would join, or ask about and nobody asks yet."""
        used: set[str] = set()
        for place in self._candidates(limits.review):
            items = self._items_at(place)
            if used & {*items} or not self._may_be_one(items):
                continue
            used |= {*items}
            is_sure = self._standing.among[place] >= limits.same
            if is_sure or items not in self._asked:
                shown = self._asked.get(items, place)
                yield self._said(Change.JOIN if is_sure else Change.ASK, shown)

    def _candidates(self, least: float) -> list[int]:
        """Places of likely pairs of two items of which no rows are impossible together."""
        scored = self._standing.scored
        first, second = self._ends
        codes = first.astype(np.int64) * (len(self._standing.rows) + 1) + second
        forbidden = np.unique(codes[~scored.is_possible])
        likely = (self._standing.among >= least) & (first != second)
        places = np.flatnonzero(likely & ~np.isin(codes, forbidden))
        order = np.argsort(-self._standing.among[places], kind="stable")
        found: list[int] = places[order].tolist()
        return found

    def _may_be_one(self, items: ItemPair) -> bool:
        one, other = ([*self._book.current_rows(item_id)] for item_id in items)
        if {row.source for row in one} & {row.source for row in other}:
            return False
        (found, closed), (found_other, closed_other) = map(self._book.episode, items)
        overlap = (closed is None or found_other <= closed) and (
            closed_other is None or found <= closed_other
        )
        return overlap and items not in self._told

    def _said(self, change: Change, place: int) -> Otherwise:
        score, evidence = _score(self._standing, place), self._standing.evidence(place)
        return Otherwise(change, self._standing.pair(place), self._items_at(place), score, evidence)
