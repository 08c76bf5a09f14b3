"""Pairs up what two sources write of one enterprise: each row with one of the other at most.

Two rows that one source lists side by side are never one item. So what a pair is worth depends on
what else its rows could be paired with, and of all pairings the likeliest as a whole is kept. And
two visits that have found one hazard have likely looked at the same things, and found another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from zhiben.matching.columns import Flags, Floats, Ints

NOBODY = -4.0  # log odds of a rival that is none: a pair less likely than that is no rival either
CONTEXT = (
    "odds", "rival", "rival_of_other", "share", "share_of_other", "overlap",
    "fewer_findings", "more_findings",
)  # fmt: skip
LEAST_ODDS = -12.0  # of a pair by itself: of a less likely one nothing is asked
_SLIGHT = 0.001  # chance of a pair that nothing else is the likelier for

Rows = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.floating]


@dataclass(frozen=True)
class Pairs:
    """Candidate pairs of rows by their places, and the ``source`` and ``visit`` of every row.

    All pairs are of two sources. A visit is what one source found at one enterprise on one day.
    """

    left: Rows
    right: Rows
    source: Ints
    visit: Ints

    def __len__(self) -> int:
        return len(self.left)

    @property
    def left_source(self) -> Ints:
        """The source of each left row."""
        return self.source[self.left]

    @property
    def right_source(self) -> Ints:
        """The source of each right row."""
        return self.source[self.right]

    def at(self, places: Rows) -> Pairs:
        """The pairs at ``places``."""
        return replace(self, left=self.left[places], right=self.right[places])


@dataclass(frozen=True)
class Curve:
    """What a feature adds to log odds: straight between knots, level beyond the outer ones.

    Raises:
        ValueError: when the knots do not rise, or have not a value each.
    """

    knots: tuple[float, ...]
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        is_rising = all(one < other for one, other in pairwise(self.knots))
        if not self.knots or len(self.knots) != len(self.values) or not is_rising:
            raise ValueError(f"no curve: {self.knots} with {self.values}")

    def at(self, feature: Numbers) -> Floats:
        """What each number of ``feature`` adds."""
        return np.asarray(np.interp(feature, self.knots, self.values), np.float32)


@dataclass(frozen=True)
class Among:
    """How a pair is weighed among its rivals: a constant, and a curve for each feature.

    Features are what :func:`context` tells, and what each question gave.
    """

    constant: float
    curves: Mapping[str, Curve]

    def odds(self, features: Mapping[str, Numbers]) -> Floats:
        """Log odds, the sum of what each feature adds."""
        total = np.full(len(next(iter(features.values()))), self.constant, np.float32)
        for name, curve in self.curves.items():
            total += curve.at(features[name])
        return total


def context(pairs: Pairs, odds: Floats) -> dict[str, Floats]:
    """What the other pairs of both rows with the same two sources say of each pair.

    A share is the log of the chance of a pair among all its row could be in, none of them included.
    ``overlap`` is the log of one and the number of other findings that both visits have in common.
    """
    left, left_share = _rivals(pairs.left, pairs.right_source, odds)
    right, right_share = _rivals(pairs.right, pairs.left_source, odds)
    share = np.minimum(left_share, right_share)
    findings = np.bincount(pairs.visit).astype(np.float32)[pairs.visit]
    left_count, right_count = findings[pairs.left], findings[pairs.right]
    columns = (
        odds,
        np.maximum(left, right),
        np.minimum(left, right),
        share,
        np.maximum(left_share, right_share),
        np.log1p(_others_shared(pairs, np.exp(share))),
        np.minimum(left_count, right_count),
        np.maximum(left_count, right_count),
    )
    return dict(zip(CONTEXT, columns, strict=True))


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


def _others_shared(pairs: Pairs, chances: Floats) -> Floats:
    """How many findings both visits of a pair likely have in common, those of its rows aside."""
    shared = np.zeros(len(pairs), np.float32)
    counted = np.flatnonzero(chances > _SLIGHT)
    if not len(counted):
        return shared
    visits = np.sort(pairs.visit[np.stack([pairs.left, pairs.right])].astype(np.int64), axis=0)
    both = visits[0] * len(pairs.visit) + visits[1]
    known = np.unique(both[counted])
    places = np.minimum(np.searchsorted(known, both), len(known) - 1)
    asked = np.flatnonzero(known[places] == both)
    total = np.bincount(places[counted], chances[counted], len(known))
    ends = [places * len(pairs.visit) + side for side in (pairs.left, pairs.right)]
    of_row = _Sums(np.concatenate([end[counted] for end in ends]), np.tile(chances[counted], 2))
    of_rows = of_row.at(ends[0][asked]) + of_row.at(ends[1][asked])
    shared[asked] = np.maximum(total[places[asked]] - of_rows + chances[asked], 0)
    return shared


class _Sums:
    """Numbers added up by key."""

    def __init__(self, keys: Rows, numbers: Floats) -> None:
        self._keys, places = np.unique(keys, return_inverse=True)
        self._sums = np.bincount(places, numbers)

    def at(self, keys: Rows) -> Numbers:
        """The sum of each key, 0 of one that has none."""
        places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[places] == keys, self._sums[places], 0.0)


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
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    links = coo_matrix((np.ones(len(worthy)), (left, right)), (size, size))
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
    from scipy.optimize import linear_sum_assignment

    chosen = dict(zip(*linear_sum_assignment(table, maximize=True), strict=True))
    is_chosen = [chosen.get(row) == column for row, column in zip(row_of, column_of, strict=True)]
    return np.asarray(group[np.array(is_chosen)], np.intp)
