"""Scores rows that stand in the book against one another, as a night scores what is new.

Nothing is placed here: what comes of it is asked of people, or taught by what they said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zhiben.matching.book import Book, RowId
from zhiben.matching.comparisons import questions
from zhiben.matching.item_columns import Subject
from zhiben.matching.likeness import check_volume, odds_among, subject_of
from zhiben.matching.model import SourceRow, Told
from zhiben.matching.scoring import Floats, ItemSense, Scored, pair_places, scored_pairs
from zhiben.matching.training import answers_of


@dataclass(frozen=True)
class Standing:
    """Pairs of rows: ``scored`` by places among ``rows``, and log odds in view of rivals.

    ``answers`` are the names of what each question was answered with, where they were asked for.
    """

    rows: list[RowId]
    scored: Scored
    among: Floats
    answers: Mapping[str, npt.NDArray[np.str_]]

    def __len__(self) -> int:
        return len(self.scored)

    def pair(self, place: int) -> tuple[RowId, RowId]:
        """The two rows of a pair, the smaller first."""
        ends = (self.rows[self.scored.left[place]], self.rows[self.scored.right[place]])
        return min(ends), max(ends)

    def places_between(self, wanted: Collection[RowId]) -> list[int]:
        """The places of pairs of which both rows are ``wanted``."""
        is_wanted = np.array([row in wanted for row in self.rows], np.bool_)
        kept = is_wanted[self.scored.left] & is_wanted[self.scored.right]
        places: list[int] = np.flatnonzero(kept).tolist()
        return places

    def evidence(self, place: int) -> dict[str, float]:
        """What each question gave for or against a pair."""
        weights = self.scored.weights.items()
        said = {name: round(float(column[place]), 3) for name, column in weights}
        return {name: weight for name, weight in said.items() if weight}


def standing_pairs(
    book: Book,
    enterprise_ids: Iterable[str],
    sense: ItemSense,
    wanted: Collection[RowId] | None = None,
    *,
    with_answers: bool = False,
) -> Standing:
    """Score all pairs of an enterprise's rows, or those with a row of ``wanted``.

    Raises:
        ZhibenError: when there are more pairs than any honest warehouse has.
    """
    rows: list[RowId] = []
    subjects: list[Subject] = []
    told: list[Told] = []
    for enterprise_id in enterprise_ids:
        for row_id, row in _rows_of(book, enterprise_id):
            is_wanted = wanted is None or row_id in wanted
            rows.append(row_id)
            told.append(book.told[row_id])
            subjects.append(subject_of(row_id, row, enterprise_id, told[-1], is_new=is_wanted))
    if not any(one.is_new for one in subjects):
        return Standing(rows, sense.score([], []), np.empty(0), {})
    check_volume(subjects)
    table = sense.answers(subjects, told, with_levels=with_answers)
    scored = scored_pairs(subjects, table)
    order = pair_places(subjects, table)[2]
    answers = {
        one.name: answers_of(one, table[f"gamma_{one.name}"].to_numpy()[order])
        for one in questions(sense.engine)
        if with_answers
    }
    return Standing(rows, scored, odds_among(scored, subjects, sense.model), answers)


def _rows_of(book: Book, enterprise_id: str) -> Iterable[tuple[RowId, SourceRow]]:
    for item_id in book.items_of[enterprise_id]:
        for row in book.current_rows(item_id):
            row_id = (row.source, row.row_key)
            if row_id in book.told:
                yield row_id, row
