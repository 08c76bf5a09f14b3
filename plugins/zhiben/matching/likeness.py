"""How alike a night's new findings are to one another and to the known rows of their enterprises.

Everything is scored once, by Splink, before the first finding is placed; placing asks here.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from zhiben.errors import ZhibenError
from zhiben.matching.alike import Likeness, Likenesses, row_id_of
from zhiben.matching.book import Book, RowId
from zhiben.matching.item_columns import Subject
from zhiben.matching.item_model import ItemModel
from zhiben.matching.model import Finding, Told
from zhiben.matching.pairs import weighed
from zhiben.matching.scoring import HARD, Flags, Floats, ItemSense, Scored
from zhiben.matching.visits import Pairs, context

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
    _check_volume(subjects)
    scored = sense.score(subjects, told)
    source = np.array([one.source for one in subjects])
    across = source[scored.left] != source[scored.right]
    among = _among(scored, across, subjects, sense.model)
    found.candidates, found.version = len(scored), sense.version
    for place, likeness in _each(scored, among):
        left, right = rows[scored.left[place]], rows[scored.right[place]]
        found.of_row[left][right] = likeness(right)
        found.of_row[right][left] = likeness(left)
    return found


def _gathered(
    book: Book, findings: Sequence[Finding], enterprises: Mapping[str, str]
) -> tuple[list[RowId], list[Subject], list[Told]]:
    rows: list[RowId] = []
    subjects: list[Subject] = []
    told: list[Told] = []

    def gather(row_id: RowId, subject: Subject, said: Told) -> None:
        rows.append(row_id)
        subjects.append(subject)
        told.append(said)

    for one in findings:
        row_id = row_id_of(one)
        gather(row_id, _subject(row_id, enterprises[one.birth], one, is_new=True), one.told)
    for enterprise_id in dict.fromkeys(enterprises[one.birth] for one in findings):
        for item_id in book.items_of[enterprise_id]:
            for row in book.current_rows(item_id):
                row_id = (row.source, row.row_key)
                if row_id in book.told:
                    said = book.told[row_id]
                    subject = Subject(
                        "|".join(row_id), enterprise_id, row.source, row.found_on, is_new=False,
                        category=_number(said.category),
                    )  # fmt: skip
                    gather(row_id, subject, said)
    return rows, subjects, told


def _subject(row_id: RowId, enterprise_id: str, one: Finding, *, is_new: bool) -> Subject:
    return Subject(
        "|".join(row_id),
        enterprise_id,
        one.source,
        one.found_on,
        is_new,
        _number(one.told.category),
    )


def _number(text: str) -> int:
    return zlib.crc32(text.encode()) & 0x7FFFFFFF if text else 0


def _among(scored: Scored, across: Flags, subjects: Sequence[Subject], model: ItemModel) -> Floats:
    """Log odds in view of rivals, for pairs of two sources; their own for the others."""
    among = scored.odds.copy()
    kept = np.flatnonzero(across)
    if not len(kept):
        return among
    numbers = {name: at for at, name in enumerate(sorted({one.source for one in subjects}))}
    source = np.array([numbers[one.source] for one in subjects], np.int32)
    left, right = scored.left[kept], scored.right[kept]
    pairs = Pairs(left, right, source[left], source[right])
    odds = scored.odds[kept].astype(np.float32)
    among[kept] = weighed(context(pairs, odds), model.among)
    return among


class _Making:
    """Makes likenesses of the pair at one place."""

    def __init__(self, scored: Scored, among: Floats, place: int) -> None:
        self._scored, self._among, self._place = scored, among, place

    def __call__(self, other: RowId) -> Likeness:
        scored, place = self._scored, self._place
        evidence = {name: round(float(column[place]), 3) for name, column in scored.weights.items()}
        alone = float(scored.odds[place])
        return Likeness(
            other,
            alone,
            float(self._among[place]),
            alone - evidence.get(DAYS, 0.0),
            bool(scored.is_possible[place]),
            {name: weight for name, weight in evidence.items() if weight},
        )


def _each(scored: Scored, among: Floats) -> Iterator[tuple[int, _Making]]:
    """Pairs worth remembering: alike as they are, or but for a hard constraint, days aside."""
    if not len(scored):
        return
    alike = scored.odds - scored.weights.get(DAYS, 0.0)
    for column in scored.weights.values():
        alike = alike - np.where(column <= HARD, column, 0.0)
    for place in np.flatnonzero(alike >= UNLIKE).tolist():
        yield place, _Making(scored, among, place)


def _check_volume(subjects: Sequence[Subject]) -> None:
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
