"""Pairs up what two sources write of one enterprise: each row with one of the other at most.

Two rows that one source lists side by side are never one item. So what a pair is worth depends on
what else its rows could be paired with, and of all pairings the likeliest as a whole is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from scipy.sparse.csgraph import connected_components

from zhiben.matching.columns import Flags, Floats, Ints

NOBODY = -4.0  # log odds of a rival that is none: a pair less likely than that is no rival either

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
    """What the other pairs of both rows with the same two sources say of each pair.

    A share is the log of the chance of a pair among all its row could be in, none of them included.
    """
    left, left_share = _rivals(pairs.left, pairs.right_source, odds)
    right, right_share = _rivals(pairs.right, pairs.left_source, odds)
    strongest, weakest = np.maximum(left, right), np.minimum(left, right)
    return {
        "odds": odds,
        "rival": strongest,
        "rival_of_other": weakest,
        "share": np.minimum(left_share, right_share),
        "share_of_other": np.maximum(left_share, right_share),
        "is_first": (odds > strongest).astype(np.float32),
    }


def weighed(features: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    """Log odds: the features times their weights, summed; a feature without a weight counts 0."""
    total = np.full(len(next(iter(features.values()))), weights["constant"], np.float32)
    for name, column in features.items():
        total += np.float32(weights.get(name, 0.0)) * column
    return total


def pair_up(pairs: Pairs, odds: Floats, threshold: float) -> Flags:
    """Which pairs to keep: of those above ``threshold`` the one-to-one choice worth most.

    The worth of a choice is the sum of what its pairs exceed the threshold by.
    """
    kept = np.zeros(len(pairs), np.bool_)
    worthy = np.flatnonzero(odds > threshold)
    for group in _groups(pairs, worthy):
        kept[_best(pairs, group, odds - threshold)] = True
    return kept


def _rivals(rows: Rows, sources: Ints, odds: Floats) -> tuple[Floats, Floats]:
    """For each pair: the best other pair of its row with that source (:data:`NOBODY` at least),
    and its share among them all."""
    if not len(odds):
        return odds, odds
    order = np.lexsort((-odds, sources, rows))
    keys = np.stack([rows[order], sources[order]], axis=1)
    is_first = np.r_[True, (keys[1:] != keys[:-1]).any(axis=1)]
    starts = np.flatnonzero(is_first)
    sizes = np.diff(np.r_[starts, len(order)])
    group = np.repeat(np.arange(len(starts)), sizes)
    ranked = odds[order].astype(float)
    second = np.where(sizes > 1, ranked[np.minimum(starts + 1, len(order) - 1)], NOBODY)
    total = np.logaddexp(0, np.logaddexp.reduceat(ranked, starts))
    best, share = np.empty(len(order), np.float32), np.empty(len(order), np.float32)
    best[order] = np.where(is_first, second[group], ranked[starts][group])
    share[order] = ranked - total[group]
    return np.maximum(best, NOBODY), share


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
    return np.asarray(group[np.array(is_chosen)], np.intp)
