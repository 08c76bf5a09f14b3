"""How alike a night's new findings are to one another and to the known rows of their enterprises.

Everything is scored once, by Splink, before the first finding is placed; placing asks here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from zhiben.errors import ZhibenError
from zhiben.matching.alike import Likeness, Likenesses, row_id_of
from zhiben.matching.book import Book, RowId
from zhiben.matching.comparisons import TIMELY
from zhiben.matching.item_columns import Subject
from zhiben.matching.item_model import ItemModel
from zhiben.matching.meaning import hashed
from zhiben.matching.model import Enterprise, Finding, SourceRow, Told
from zhiben.matching.scoring import HARD, Flags, Floats, Ints, ItemSense, Scored
from zhiben.matching.visits import LEAST_ODDS, Pairs, context

MOST_PAIRS = 40_000_000  # a night
NEAR_DAYS = 5  # between visits that may tell of one hazard, closed or not
UNLIKE = -4.0  # log odds of pairs that no threshold looks at


def likenesses(
    book: Book,
    findings: Sequence[Finding],
    enterprises: Mapping[str, str],
    sense: ItemSense,
) -> Likenesses:
    """Score ``findings`` against each other and all known rows of their enterprises.

    ``enterprises`` are those of the findings, by birth.
    """
    if not findings:
        return Likenesses()
    rows, subjects, told = _gathered(book, findings, enterprises)
    check_volume(subjects, book.enterprises)
    scored = sense.score(subjects, told)
    among = odds_among(scored, subjects, sense.model)
    places = _worth_remembering(scored, subjects)
    kept = _Kept(scored.at(places), among[places])
    found = Likenesses(kept.likeness, candidates=len(scored), version=sense.version)
    for place, (left, right) in enumerate(zip(*kept.sides(), strict=True)):
        found.places[rows[left]][rows[right]] = place
        found.places[rows[right]][rows[left]] = place
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
        subjects.append(subject_of(row_id, one, enterprise_id, said, is_new=is_new))
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


def subject_of(
    row_id: RowId, one: Finding | SourceRow, enterprise_id: str, said: Told, *, is_new: bool
) -> Subject:
    """What is compared of a row beside what it says of its hazard."""
    return Subject(
        row_id="|".join(row_id),
        enterprise_id=enterprise_id,
        source=one.source,
        found_on=one.found_on,
        is_new=is_new,
        category=hashed(said.category),
        due_on=one.due_on,
        rectified_on=one.rectified_on,
        closed_on=one.closed_on,
    )


def odds_among(scored: Scored, subjects: Sequence[Subject], model: ItemModel) -> Floats:
    """Log odds in view of rivals, for pairs of two sources; their own for the others.

    The least likely keep their own, too. What was closed long before the other was found is no
    rival of what was found beside it.
    """
    among = scored.odds.copy()
    pairs = pairs_of(scored, subjects)
    of_two = (pairs.left_source != pairs.right_source) & (scored.odds > LEAST_ODDS)
    for rivals in (of_two, of_two & _meet(scored, subjects)):
        kept = np.flatnonzero(rivals)
        among[kept] = weighed_among(pairs.at(kept), scored.at(kept), model)
    return among


def pairs_of(scored: Scored, subjects: Sequence[Subject]) -> Pairs:
    """The pairs with the sources and visits of all rows, as numbers."""
    source = _numbered([one.source for one in subjects])
    visit = _numbered([(one.source, one.enterprise_id, one.found_on) for one in subjects])
    return Pairs(scored.left, scored.right, source, visit)


def weighed_among(pairs: Pairs, scored: Scored, model: ItemModel) -> npt.NDArray[np.float32]:
    """Log odds of pairs of two sources, each in view of all the others."""
    around = context(pairs, scored.odds.astype(np.float32))
    return model.among.odds({**around, **scored.weights})


def _numbered(things: Sequence[Hashable]) -> npt.NDArray[np.int32]:
    numbers = {each: number for number, each in enumerate(dict.fromkeys(things))}
    return np.array([numbers[each] for each in things], np.int32)


def _meet(scored: Scored, subjects: Sequence[Subject]) -> Flags:
    """Pairs found within some days, or the later one while the earlier was open."""
    found = np.array([one.found_on.toordinal() for one in subjects], np.int64)
    closed = np.array([(one.closed_on or date.max).toordinal() for one in subjects], np.int64)
    left, right = scored.left, scored.right
    is_near = abs(found[left] - found[right]) <= NEAR_DAYS
    later = np.maximum(found[left], found[right])
    return np.asarray(is_near | (later <= np.minimum(closed[left], closed[right])), np.bool_)


def _worth_remembering(scored: Scored, subjects: Sequence[Subject]) -> Ints:
    """Places of pairs that are alike as they are, or but for a hard constraint, dates aside.

    What a source newly says of one day stands side by side: nobody asks how alike that is. What it
    says anew may be what it said before of that day, in any words.
    """
    if not len(scored):
        return np.empty(0, np.int64)
    alike = scored.odds - sum(scored.weights.get(name, 0.0) for name in TIMELY)
    for column in scored.weights.values():
        alike = alike - np.where(column <= HARD, column, 0.0)
    said = _numbered([(one.source, one.found_on) for one in subjects])
    is_new = np.array([one.is_new for one in subjects], np.bool_)
    is_of_visit = said[scored.left] == said[scored.right]
    is_beside = is_of_visit & is_new[scored.left] & is_new[scored.right]
    is_anew = is_of_visit & (is_new[scored.left] != is_new[scored.right])
    return np.flatnonzero(is_anew | (alike >= UNLIKE) & ~is_beside)


@dataclass(frozen=True)
class _Kept:
    """The pairs that placing may ask for, with their log odds in view of rivals."""

    scored: Scored
    among: Floats

    def sides(self) -> tuple[list[int], list[int]]:
        """Both rows of each pair, by their places among the subjects."""
        return self.scored.left.tolist(), self.scored.right.tolist()

    def likeness(self, place: int, other: RowId) -> Likeness:
        """The pair at ``place``, as likeness to ``other``."""
        scored = self.scored
        evidence = {name: round(float(column[place]), 3) for name, column in scored.weights.items()}
        alone = float(scored.odds[place])
        return Likeness(
            other,
            alone,
            float(self.among[place]),
            alone - sum(evidence.get(name, 0.0) for name in TIMELY),
            bool(scored.is_possible[place]),
            {name: weight for name, weight in evidence.items() if weight},
        )


def check_volume(
    subjects: Sequence[Subject], enterprises: Mapping[str, Enterprise] | None = None
) -> None:
    """Refuse to compare more pairs than any honest night has; ``enterprises`` give it its name.

    Raises:
        ZhibenError: with the enterprise that most pairs are of, and the sources that name it.
    """
    new = Counter(one.enterprise_id for one in subjects if one.is_new)
    every = Counter(one.enterprise_id for one in subjects)
    pairs = {one: count * every[one] for one, count in new.items()}
    if sum(pairs.values()) <= MOST_PAIRS:
        return
    largest = max(pairs, key=lambda one: (pairs[one], one))
    sources = Counter(one.source for one in subjects if one.is_new and one.enterprise_id == largest)
    named = ", ".join(f"{source} ({count:,} rows)" for source, count in sources.most_common(3))
    known = (enterprises or {}).get(largest)
    name = known.enterprise_name if known else "an enterprise"
    raise ZhibenError(
        f"{sum(pairs.values()):,} pairs of findings would have to be compared, more than "
        f"{MOST_PAIRS:,}: {pairs[largest]:,} of them at {name} ({largest}), in new rows from "
        f"{named}. The night is held; nothing of it is loaded.",
        "See whether that ledger names one enterprise in all its rows. Take its file out of the "
        "inbox, or mend it or its contract, and run the night again.",
    )
