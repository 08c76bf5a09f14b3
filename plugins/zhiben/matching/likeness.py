"""How alike a night's new findings are to one another and to the known rows of their enterprises.

Everything is scored once, by Splink, before the first finding is placed; placing asks here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from zhiben.errors import ZhibenError
from zhiben.matching.alike import Likeness, Likenesses, row_id_of
from zhiben.matching.book import Book, RowId
from zhiben.matching.item_columns import Subject
from zhiben.matching.item_model import ItemModel
from zhiben.matching.meaning import hashed
from zhiben.matching.model import Finding, SourceRow, Told
from zhiben.matching.scoring import HARD, Floats, ItemSense, Scored
from zhiben.matching.visits import Pairs, context, weighed

MOST_PAIRS = 40_000_000  # a night
UNLIKE = -4.0  # log odds of pairs that no threshold looks at
DAYS = "days"  # the question that a recurrence does not ask


def likenesses(
    book: Book,
    findings: Sequence[Finding],
    enterprises: Mapping[str, str],
    sense: ItemSense,
) -> Likenesses:
    """Score ``findings`` against each other and all known rows of their enterprises.

    ``enterprises`` are those of the findings, by birth.
    """
    found = Likenesses()
    if not findings:
        return found
    rows, subjects, told = _gathered(book, findings, enterprises)
    check_volume(subjects)
    scored = sense.score(subjects, told)
    among = odds_among(scored, subjects, sense.model)
    found.candidates, found.version = len(scored), sense.version
    for place in _worth_remembering(scored):
        left, right = rows[scored.left[place]], rows[scored.right[place]]
        likeness = _likeness(scored, among, place, right)
        found.of_row[left][right] = likeness
        found.of_row[right][left] = replace(likeness, other=left)
    return found


def _gathered(
    book: Book, findings: Sequence[Finding], enterprises: Mapping[str, str]
) -> tuple[list[RowId], list[Subject], list[Told]]:
    rows: list[RowId] = []
    subjects: list[Subject] = []
    told: list[Told] = []

    def gather(
        row_id: RowId, one: Finding | SourceRow, enterprise_id: str, said: Told, *, is_new: bool
    ) -> None:
        rows.append(row_id)
        category = hashed(said.category)
        subjects.append(
            Subject("|".join(row_id), enterprise_id, one.source, one.found_on, is_new, category)
        )
        told.append(said)

    for one in findings:
        gather(row_id_of(one), one, enterprises[one.birth], one.told, is_new=True)
    for enterprise_id in dict.fromkeys(enterprises[one.birth] for one in findings):
        for item_id in book.items_of[enterprise_id]:
            for row in book.current_rows(item_id):
                row_id = (row.source, row.row_key)
                if row_id in book.told:
                    gather(row_id, row, enterprise_id, book.told[row_id], is_new=False)
    return rows, subjects, told


def odds_among(scored: Scored, subjects: Sequence[Subject], model: ItemModel) -> Floats:
    """Log odds in view of rivals, for pairs of two sources; their own for the others."""
    among = scored.odds.copy()
    _, numbers = np.unique([one.source for one in subjects], return_inverse=True)
    source = numbers.astype(np.int32)
    kept = np.flatnonzero(source[scored.left] != source[scored.right])
    if not len(kept):
        return among
    left, right = scored.left[kept], scored.right[kept]
    pairs = Pairs(left, right, source[left], source[right])
    odds = scored.odds[kept].astype(np.float32)
    among[kept] = weighed(context(pairs, odds), model.among)
    return among


def _worth_remembering(scored: Scored) -> list[int]:
    """Places of pairs that are alike as they are, or but for a hard constraint, days aside."""
    if not len(scored):
        return []
    alike = scored.odds - scored.weights.get(DAYS, 0.0)
    for column in scored.weights.values():
        alike = alike - np.where(column <= HARD, column, 0.0)
    places: list[int] = np.flatnonzero(alike >= UNLIKE).tolist()
    return places


def _likeness(scored: Scored, among: Floats, place: int, other: RowId) -> Likeness:
    """The pair at ``place``, to be remembered as likeness to ``other``."""
    evidence = {name: round(float(column[place]), 3) for name, column in scored.weights.items()}
    alone = float(scored.odds[place])
    return Likeness(
        other,
        alone,
        float(among[place]),
        alone - evidence.get(DAYS, 0.0),
        bool(scored.is_possible[place]),
        {name: weight for name, weight in evidence.items() if weight},
    )


def check_volume(subjects: Sequence[Subject]) -> None:
    """Refuse to compare more pairs than any honest night has.

    Raises:
        ZhibenError: with the enterprise that most pairs are of.
    """
    new = Counter(one.enterprise_id for one in subjects if one.is_new)
    every = Counter(one.enterprise_id for one in subjects)
    pairs = {one: count * every[one] for one, count in new.items()}
    if sum(pairs.values()) > MOST_PAIRS:
        largest = max(pairs, key=lambda one: (pairs[one], one))
        raise ZhibenError(
            f"{sum(pairs.values()):,} pairs of findings would have to be compared, "
            f"{pairs[largest]:,} of them at the enterprise {largest}; the night is held.",
            "See whether a ledger names one enterprise in all its rows.",
        )
