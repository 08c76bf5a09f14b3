"""Candidate pairs of simulated rows, and what became of them beside the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from worlds import Row

from zhiben.matching.item_columns import Subject
from zhiben.matching.item_model import ItemModel
from zhiben.matching.likeness import NEAR_DAYS, pairs_of, weighed_among
from zhiben.matching.model import Told
from zhiben.matching.scoring import ItemSense, Scored, pair_places, scored_pairs
from zhiben.matching.visits import Pairs

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Labelled:
    """Pairs of simulated rows: Splink's levels, what they weigh by themselves, and the truth."""

    pairs: Pairs
    levels: dict[str, npt.NDArray[np.int64]]
    scored: Scored
    is_same: Flags

    @property
    def odds(self) -> npt.NDArray[np.float32]:
        """Log odds of each pair by itself."""
        return self.scored.odds.astype(np.float32)

    def among(self, model: ItemModel) -> npt.NDArray[np.float32]:
        """Log odds of each pair in view of its rivals."""
        return weighed_among(self.pairs, self.scored, model)


def told(rows: Sequence[Row]) -> list[Told]:
    """The rows as the matching room takes them."""
    return [Told(row.text, row.site, row.measure, row.check_item, row.level) for row in rows]


@dataclass(frozen=True)
class Compared:
    """All pairs of an enterprise's rows, with Splink's level of each answer."""

    rows: Sequence[Row]
    subjects: Sequence[Subject]
    scored: Scored
    levels: dict[str, npt.NDArray[np.int64]]

    def labelled(self) -> Labelled:
        """The pairs that :func:`could_be_one`."""
        rows = self.rows
        both = zip(self.scored.left, self.scored.right, strict=True)
        kept = np.flatnonzero([could_be_one(rows[a], rows[b]) for a, b in both])
        scored = self.scored.at(kept)
        sides = zip(scored.left, scored.right, strict=True)
        return Labelled(
            pairs_of(scored, self.subjects),
            {name: column[kept] for name, column in self.levels.items()},
            scored,
            np.array([rows[a].item == rows[b].item for a, b in sides]),
        )


def labelled(sense: ItemSense, rows: Sequence[Row]) -> Labelled:
    """What Splink answers to all pairs that :func:`could_be_one`."""
    return compared(sense, rows).labelled()


def compared(sense: ItemSense, rows: Sequence[Row]) -> Compared:
    """What Splink answers to all pairs."""
    subjects = [
        Subject(
            row_id=f"{row.source}/{row.entry}/{row.part}",
            enterprise_id=row.enterprise,
            source=row.source,
            found_on=row.found_on,
            is_new=True,
            due_on=row.due_on,
            rectified_on=row.rectified_on,
        )
        for row in rows
    ]
    answers = sense.answers(subjects, told(rows), with_levels=True)
    order = pair_places(subjects, answers)[2]
    levels = {
        name.removeprefix("gamma_"): answers[name].to_numpy()[order]
        for name in answers.column_names
        if name.startswith("gamma_")
    }
    return Compared(rows, subjects, scored_pairs(subjects, answers), levels)


def could_be_one(one: Row, other: Row) -> bool:
    """Whether two sources may mean one item: found near, or while the first was open."""
    first, later = sorted((one, other), key=lambda row: row.found_on)
    is_near = days_between(one, other) <= NEAR_DAYS
    return one.source != other.source and (is_near or later.found_on < first.closed_on)


def days_between(one: Row, other: Row) -> int:
    """Days between the two findings."""
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


def average_precision(values: npt.NDArray[np.float32], is_same: Flags) -> float:
    """The mean precision at each right pair, pairs taken in the order of ``values``."""
    order = np.argsort(-values, kind="stable")
    right = np.cumsum(is_same[order])
    precision = right / np.arange(1, len(order) + 1)
    return float(precision[is_same[order]].mean())
