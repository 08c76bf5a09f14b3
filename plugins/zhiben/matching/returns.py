"""Which closed item a new finding brings back: each item closed before, weighed beside the others.

That two visits met one hazard and that a hazard came back are told by the same questions, and not
equally well by each: a source that comes back writes as it wrote before, and dates say nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zhiben.matching.columns import Floats
from zhiben.matching.visits import NOBODY, Among

FORMERS = ("odds", "rival", "share", "same_source")


@dataclass(frozen=True)
class Former:
    """An item closed before a finding, by that of its rows which is most like it.

    ``odds`` are the log odds of that pair without what its dates say, ``weights`` what each
    question gave; one that gave nothing may be missing.
    """

    odds: float
    is_same_source: bool
    weights: Mapping[str, float]


def around(formers: Sequence[Former]) -> dict[str, Floats]:
    """What is said of each of all the ``formers`` of one finding (:data:`FORMERS`).

    A rival is the likeliest of the others, the share the log of the chance of an item among them
    all, none of them included.
    """
    odds = np.array([each.odds for each in formers], np.float32)
    ranked = np.sort(odds)[::-1]
    second = ranked[1] if len(odds) > 1 else NOBODY
    columns = (
        odds,
        np.maximum(np.where(odds == ranked[0], second, ranked[0]), NOBODY),
        odds - np.logaddexp(0, np.logaddexp.reduce(odds)),
        np.array([each.is_same_source for each in formers]),
    )
    return {
        name: np.asarray(column, np.float32) for name, column in zip(FORMERS, columns, strict=True)
    }


def return_odds(formers: Sequence[Former], returns: Among) -> Floats:
    """Log odds that a finding is the return of each of ``formers``, all that it could be of."""
    features = around(formers)
    asked = returns.curves.keys() - features.keys()
    said = {
        name: np.array([each.weights.get(name, 0.0) for each in formers], np.float32)
        for name in asked
    }
    return returns.odds({**features, **said})
