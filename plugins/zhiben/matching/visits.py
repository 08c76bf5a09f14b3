"""Pairs up what two sources write of one enterprise: each row with one of the other at most.

Two rows that one source lists side by side are never one item. So what a pair is worth depends on
what else its rows could be paired with, and of all pairings the likeliest as a whole is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from scipy.sparse.csgraph import connected_components

from zhiben.matching.columns import Flags, Floats, Ints

NOBODY = -9.0  # log odds of the best other pair, where there is none
_WORTH_COUNTING = -2.0

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Pairs:
    """Candidate pairs: rows, and the source of each row (all pairs are of two sources)."""

    left: Rows
    right: Rows
    left_source: Ints
    right_source: Ints

    def __len__(self) -> int:
        return len(self.left)


def context(pairs: Pairs, odds: Floats) -> dict[str, Floats]:
    """What the other pairs of both rows with the same two sources say of each pair."""
    left, right = (
        _rivals(pairs.left, pairs.right_source, odds),
        _rivals(pairs.right, pairs.left_source, odds),
    )
    strongest, weakest = np.maximum(left.best, right.best), np.minimum(left.best, right.best)
    return {
        "odds": odds,
        "lead": odds - strongest,
        "lead_of_one": odds - weakest,
        "rival": strongest,
        "rival_of_other": weakest,
        "is_first": (odds > strongest).astype(np.float32),
        "rivals_most": np.maximum(left.count, right.count),
        "rivals_least": np.minimum(left.count, right.count),
    }


def pair_up(pairs: Pairs, odds: Floats, threshold: float) -> Flags:
    """Which pairs to keep: of those above ``threshold`` the one-to-one choice worth most.

    The worth of a choice is the sum of what its pairs exceed the threshold by.
    """
    kept = np.zeros(len(pairs), np.bool_)
    worthy = np.flatnonzero(odds > threshold)
    for group in _groups(pairs, worthy):
        kept[_best(pairs, group, odds - threshold)] = True
    return kept


@dataclass(frozen=True)
class _Rivals:
    best: Floats
    count: Floats


def _rivals(rows: Rows, sources: Ints, odds: Floats) -> _Rivals:
    """For each pair: the best other pair of its row with that source, and how many count."""
    order = np.lexsort((-odds, sources, rows))
    keys = np.stack([rows[order], sources[order]], axis=1)
    starts = np.flatnonzero(np.r_[True, (keys[1:] != keys[:-1]).any(axis=1)])
    sizes = np.diff(np.r_[starts, len(order)])
    group = np.repeat(np.arange(len(starts)), sizes)
    sorted_odds = odds[order]
    first = sorted_odds[starts]
    second = np.where(sizes > 1, sorted_odds[np.minimum(starts + 1, len(order) - 1)], NOBODY)
    is_first = np.zeros(len(order), np.bool_)
    is_first[starts] = True
    counts = np.add.reduceat(sorted_odds > _WORTH_COUNTING, starts) if len(order) else starts
    best, count = np.empty(len(order), np.float32), np.empty(len(order), np.float32)
    best[order] = np.where(is_first, second[group], first[group])
    count[order] = counts[group] - (sorted_odds > _WORTH_COUNTING)
    return _Rivals(best, count)


def _groups(pairs: Pairs, worthy: Rows) -> Iterator[Rows]:
    """Pairs of two sources that compete for rows, each group by itself."""
    if not len(worthy):
        return
    ends = np.concatenate(
        [
            np.stack([pairs.left[worthy], pairs.right_source[worthy]], axis=1),
            np.stack([pairs.right[worthy], pairs.left_source[worthy]], axis=1),
        ]
    )
    _, nodes = np.unique(ends, axis=0, return_inverse=True)
    left, right = nodes.reshape(2, -1)
    size = int(nodes.max()) + 1
    links = sparse.coo_matrix((np.ones(len(worthy)), (left, right)), (size, size))
    _, labels = connected_components(links, directed=False)
    order = np.argsort(labels[left], kind="stable")
    cuts = np.flatnonzero(np.diff(labels[left][order])) + 1
    yield from np.split(worthy[order], cuts)


def _best(pairs: Pairs, group: Rows, worth: Floats) -> Sequence[int] | Rows:
    if len(group) == 1:
        return group
    ones = np.where(
        pairs.left_source[group] < pairs.right_source[group], pairs.left[group], pairs.right[group]
    )
    others = np.where(
        pairs.left_source[group] < pairs.right_source[group], pairs.right[group], pairs.left[group]
    )
    rows, row_of = np.unique(ones, return_inverse=True)
    columns, column_of = np.unique(others, return_inverse=True)
    table = np.zeros((len(rows), len(columns)))
    table[row_of, column_of] = worth[group]
    chosen = dict(zip(*linear_sum_assignment(table, maximize=True), strict=True))
    is_chosen = [chosen.get(row) == column for row, column in zip(row_of, column_of, strict=True)]
    return group[np.array(is_chosen)]
