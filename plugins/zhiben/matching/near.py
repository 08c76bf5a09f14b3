"""Finds all pairs of texts that are nearly the same, without comparing all with all.

Texts at a similarity s share at least s/2 of their characters together. So if the characters of
every text are put in one order, the rarest first, two such texts share one among the first few:
only texts that do are compared. Nothing is missed by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

Rows = npt.NDArray[np.int64]

_MOST_AT_ONCE = 4_000_000


def near_pairs(texts: Sequence[str], ratio: int = 85) -> tuple[Rows, Rows]:
    """All pairs (the earlier first) of ``texts`` with a ``fuzz.ratio`` of ``ratio`` or more.

    Equal texts are compared once, and each of their pairs is given.
    """
    distinct = list(dict.fromkeys(texts))
    left, right = _join(distinct, ratio)
    keep = [
        _compared(distinct, left[at : at + _MOST_AT_ONCE], right[at : at + _MOST_AT_ONCE], ratio)
        for at in range(0, len(left), _MOST_AT_ONCE)
    ]
    kept = np.concatenate(keep) if keep else np.empty(0, np.bool_)
    return _spread(texts, distinct, left[kept], right[kept])


def _compared(texts: Sequence[str], left: Rows, right: Rows, ratio: int) -> npt.NDArray[np.bool_]:
    scores = process.cpdist(
        [texts[row] for row in left],
        [texts[row] for row in right],
        scorer=fuzz.ratio,
        score_cutoff=ratio,
        dtype=np.float32,
        workers=-1,
    )
    return np.asarray(scores >= ratio)


def _join(texts: Sequence[str], ratio: int) -> tuple[Rows, Rows]:
    """Pairs that share one of their rarest characters and are about as long as one another."""
    lengths = np.array([len(text) for text in texts], np.int64)
    keys, rows = _prefixes(texts, lengths, ratio)
    order = np.lexsort((lengths[rows], keys))
    keys, rows = keys[order], rows[order]
    found = [_within(part, lengths, ratio) for part in np.split(rows, _cuts(keys))]
    pairs = np.unique(np.concatenate([*found, np.empty(0, np.int64)]))
    return pairs // len(texts), pairs % len(texts)


def _cuts(keys: Rows) -> Rows:
    return np.flatnonzero(np.diff(keys)) + 1


def _prefixes(texts: Sequence[str], lengths: Rows, ratio: int) -> tuple[Rows, Rows]:
    """The rarest characters of each text, as many as are needed to miss nothing.

    The nth occurrence of a character in a text counts as a character of its own.
    """
    rows = np.repeat(np.arange(len(texts)), lengths)
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32).astype(np.int64)
    order = np.lexsort((codes, rows))
    rows, codes = rows[order], codes[order]
    is_first = np.r_[True, (rows[1:] != rows[:-1]) | (codes[1:] != codes[:-1])]
    starts = np.flatnonzero(is_first)
    occurrence = np.arange(len(codes)) - np.repeat(starts, np.diff(np.r_[starts, len(codes)]))
    _, keys, counts = np.unique(
        codes * 1024 + np.minimum(occurrence, 1023), return_inverse=True, return_counts=True
    )
    order = np.lexsort((keys, counts[keys], rows))
    rows, keys = rows[order], keys[order]
    place = np.arange(len(rows)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    needed = lengths - np.ceil(_shortest(lengths, ratio) * ratio / 100 - 1e-9).astype(np.int64) + 1
    inside = place < needed[rows]
    return keys[inside], rows[inside]


def _shortest(lengths: Rows, ratio: int) -> npt.NDArray[np.float64]:
    """Half of the fewest characters that a text has together with its shortest near one."""
    share = ratio / 100
    return lengths * (1 + share / (2 - share)) / 2


def _within(rows: Rows, lengths: Rows, ratio: int) -> Rows:
    """Pairs of ``rows`` (in order of length) that can be near, each as one number."""
    share = ratio / 100
    last = np.searchsorted(lengths[rows], lengths[rows] * (2 - share) / share, side="right")
    sizes = last - np.arange(len(rows)) - 1
    left = np.repeat(rows, sizes)
    offsets = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    right = rows[np.repeat(np.arange(len(rows)), sizes) + 1 + offsets]
    return np.asarray(np.minimum(left, right) * len(lengths) + np.maximum(left, right), np.int64)


def _spread(
    texts: Sequence[str], distinct: Sequence[str], left: Rows, right: Rows
) -> tuple[Rows, Rows]:
    """Pairs of distinct texts as pairs of all texts that read so, and the pairs of equal ones."""
    numbers = {text: number for number, text in enumerate(distinct)}
    places: list[list[int]] = [[] for _ in distinct]
    for row, text in enumerate(texts):
        places[numbers[text]].append(row)
    pairs = sorted({*_equal(places), *_across(places, left, right)})
    one, other = zip(*pairs, strict=True) if pairs else ((), ())
    return np.array(one, np.int64), np.array(other, np.int64)


def _equal(places: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    for rows in places:
        yield from ((a, b) for at, a in enumerate(rows) for b in rows[at + 1 :])


def _across(places: Sequence[Sequence[int]], left: Rows, right: Rows) -> Iterator[tuple[int, int]]:
    for one, other in zip(left, right, strict=True):
        yield from ((min(a, b), max(a, b)) for a in places[one] for b in places[other])
