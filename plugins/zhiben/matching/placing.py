"""Places the findings of a visit that no known row is: into open episodes, or as new items.

What one source writes down of one visit are different hazards. So the findings of a visit choose
among the items of their enterprise together: each one at most, each item for one of them, and the
choice that is worth most as a whole.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from zhiben.matching.alike import Likeness, Likenesses, Near, row_id_of
from zhiben.matching.book import Book
from zhiben.matching.episodes import overlaps, stands_beside
from zhiben.matching.item_model import Thresholds
from zhiben.matching.model import Finding, PairJudgement

MERGE_RULE = "same hazard in other words"
DOUBT_RULE = "may be the same hazard"
_NEVER = -1e6


@dataclass(frozen=True)
class Choice:
    """What a finding was placed by: an item with the likeness to its row, or doubts about some."""

    item_id: str | None
    likeness: Likeness | None
    doubts: tuple[Likeness, ...]


def visits(findings: Sequence[Finding], enterprises: Mapping[str, str]) -> Iterator[list[Finding]]:
    """The findings by visit: one source at one enterprise on one day; earlier visits first."""

    def key(one: Finding) -> tuple[object, ...]:
        return one.found_on, enterprises[one.birth], one.source

    ordered = sorted(findings, key=lambda one: (*key(one), one.birth))
    for _, group in groupby(ordered, key):
        yield list(group)


def choose(
    book: Book,
    visit: Sequence[Finding],
    enterprise_id: str,
    alike: Likenesses,
    limits: Thresholds,
) -> list[Choice]:
    """For each finding of ``visit`` the item it belongs to, where one is likely enough."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    items = book.items_of[enterprise_id]
    found = [_candidates(book, one, items, alike) for one in visit]
    columns = list(dict.fromkeys(item_id for each in found for item_id in each))
    worth = np.full((len(visit), len(columns) + len(visit)), 0.0)
    worth[:, : len(columns)] = _NEVER
    for row, each in enumerate(found):
        for item_id, likeness in each.items():
            if likeness.among >= limits.same:
                worth[row, columns.index(item_id)] = likeness.among - limits.same
    rows, places = linear_sum_assignment(worth, maximize=True)
    chosen = dict(zip(rows.tolist(), places.tolist(), strict=True))
    taken = {columns[at] for row, at in chosen.items() if at < len(columns) and worth[row, at] > 0}
    return [
        _choice(each, columns[chosen[row]] if chosen[row] < len(columns) else None, taken, limits)
        for row, each in enumerate(found)
    ]


def _choice(
    found: Mapping[str, Likeness], item_id: str | None, taken: set[str], limits: Thresholds
) -> Choice:
    if item_id is not None and item_id in taken and item_id in found:
        return Choice(item_id, found[item_id], ())
    doubts = [
        one for item, one in found.items() if one.among >= limits.review and item not in taken
    ]
    best = sorted(doubts, key=lambda one: -one.among)[:1]
    return Choice(None, None, tuple(best))


def _candidates(
    book: Book, one: Finding, items: Sequence[str], alike: Likenesses
) -> dict[str, Likeness]:
    """Items with an open episode around ``one`` that no row forbids, with the likeness to each."""
    near = alike.near(row_id_of(one))
    found: dict[str, Likeness] = {}
    for item_id in items_near(book, near, items):
        if not (said := likenesses_to(book, near, item_id)):
            continue
        if any(row.source == one.source for row in book.current_rows(item_id)):
            continue
        if overlaps(one, *book.episode(item_id)):
            found[item_id] = max(said, key=lambda row: row.among)
    return found


def likenesses_to(book: Book, near: Near, item_id: str) -> list[Likeness]:
    """How like each row behind an item is, as far as it was compared; none where one forbids."""
    rows = (near.get((row.source, row.row_key)) for row in book.current_rows(item_id))
    said = [row for row in rows if row is not None]
    return said if all(row.is_possible for row in said) else []


def items_near(book: Book, near: Near, items: Sequence[str]) -> list[str]:
    """Those of ``items`` that a row like the one asked for stands behind."""
    known = {book.rows[other].item_id for other in near if other in book.rows}
    return [item_id for item_id in items if item_id in known]


def judgement(
    one: Finding, likeness: Likeness, enterprise_id: str, verdict: str, rule: str, model: str
) -> PairJudgement:
    """The decision about ``one`` and another row, as it is kept."""
    return PairJudgement(
        one=row_id_of(one),
        other=likeness.other,
        enterprise_id=enterprise_id,
        verdict=verdict,
        rule=rule,
        score=round(probability(likeness.among), 4),
        evidence=dict(likeness.evidence),
        model=model,
    )


def probability(odds: float) -> float:
    """Of log odds."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


__all__ = [
    "Choice", "choose", "items_near", "judgement", "likenesses_to", "probability", "stands_beside",
    "visits",
]  # fmt: skip
