"""The hashed traits of texts, one function for training and for the night.

The traits of a view are the runs of its units, those of the numbers their values and pairs. Each
is hashed into one of ``SLOTS`` places; all traits of a view together have the same weight for
every text, however long it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from zhiben.validating.nothing.views import SYMBOLS, WORD_CODES, Views, see

Ints: TypeAlias = npt.NDArray[np.int64]
Hashes: TypeAlias = npt.NDArray[np.uint64]
Found: TypeAlias = tuple[Ints, Hashes]

_BITS = 18
SLOTS = 1 << _BITS
_BEGIN, _END = "\x02", "\x03"
_MOST = 3
_NUMBERS_COUNT_HALF = 0.5


class Traits(NamedTuple):
    """A sparse matrix: ``weights[i]`` stands in row ``rows[i]`` at ``slots[i]``."""

    rows: Ints
    slots: Ints
    weights: npt.NDArray[np.float32]


def traits_of(seen: Sequence[Views]) -> Traits:
    """The traits of each text, a row each."""
    parts = [
        _weighed(view, len(seen), found, scale) for view, (found, scale) in enumerate(_found(seen))
    ]
    rows, slots, weights = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Traits(rows, slots, weights)


def fingerprint() -> str:
    """Names all that the meaning of a slot hangs on: a model fits one fingerprint only."""
    seen = [see("1、灭火器Ａ己过期，未更换12只 ok", "灭火器是否过期"), see("已整改", None)]
    traits = traits_of(seen)
    digest = hashlib.sha256("".join(WORD_CODES).encode() + "".join(SYMBOLS).encode())
    digest.update(traits.slots.astype("<i8").tobytes())
    digest.update((traits.weights * 1000).round().astype("<i4").tobytes())
    return digest.hexdigest()[:16]


def _found(seen: Sequence[Views]) -> Iterator[tuple[Found, float]]:
    yield _runs([one.written for one in seen], 5), 1
    yield _runs([one.added for one in seen], 4), 1
    yield _runs([one.words for one in seen], 3), 1
    yield _runs([one.classes for one in seen], 6), 1
    yield _apart([one.bare[:60] for one in seen], 8), 1
    counts = [[one.classes.count(letter) for letter in SYMBOLS] for one in seen]
    yield _counted(np.array(counts, np.int64).reshape(len(seen), len(SYMBOLS))), 1
    numbers = np.array([one.numbers for one in seen], np.int64).reshape(len(seen), -1)
    yield _crossed(numbers), _NUMBERS_COUNT_HALF


class _Laid(NamedTuple):
    """Strings end to end as numbers; for each character its row and how many are left of it."""

    codes: Hashes
    rows: Ints
    left: Ints


def _laid(texts: list[str]) -> _Laid:
    marked = [f"{_BEGIN}{text}{_END}" for text in texts]
    lengths = np.fromiter(map(len, marked), np.int64, len(marked))
    codes = np.frombuffer("".join(marked).encode("utf-32-le", "surrogatepass"), "<u4")
    rows = np.repeat(np.arange(len(texts)), lengths)
    left = np.repeat(np.cumsum(lengths), lengths) - np.arange(len(codes))
    return _Laid(codes.astype(np.uint64), rows, left)


def _runs(texts: list[str], longest: int) -> Found:
    """Hashes of all runs of up to ``longest`` neighbouring units."""
    laid = _laid(texts)
    hashes = np.zeros_like(laid.codes)
    found = []
    for length in range(1, longest + 1):
        hashes = _mixed(hashes, _shifted(laid.codes, length - 1))
        is_whole = laid.left >= length
        found.append((laid.rows[is_whole], hashes[is_whole]))
    return _joined(found)


def _apart(texts: list[str], farthest: int) -> Found:
    """Hashes of all pairs of units that stand two to ``farthest`` places apart, order kept."""
    laid = _laid(texts)
    found = []
    for distance in range(2, farthest + 1):
        is_whole = laid.left > distance
        pairs = _mixed(laid.codes, _shifted(laid.codes, distance))
        found.append((laid.rows[is_whole], pairs[is_whole]))
    return _joined(found)


def _counted(counts: Ints) -> Found:
    """How often each class stands in the text, each pair of such counts, and which do at all."""
    columns = _columns(np.minimum(counts, _MOST))
    pairs = [_mixed(one, other) for place, one in enumerate(columns) for other in columns[:place]]
    which = ((counts > 0) << np.arange(counts.shape[1])).sum(1, keepdims=True)
    return _table([*columns, *pairs, *_columns(which, counts.shape[1])])


def _crossed(numbers: Ints) -> Found:
    """Each number, and each beside the first, the share copied from the check item."""
    columns = _columns(numbers)
    return _table([*columns, *(_mixed(columns[0], column) for column in columns[1:])])


def _columns(values: Ints, first: int = 0) -> list[Hashes]:
    """Hashes of each column's values, which differ from column to column."""
    return [
        _mixed(np.full(len(values), place, np.uint64), column.astype(np.uint64))
        for place, column in enumerate(values.T, start=first + 1)
    ]


def _table(columns: list[Hashes]) -> Found:
    rows = np.arange(len(columns[0]))
    return _joined([(rows, column) for column in columns])


def _joined(found: list[Found]) -> Found:
    rows, hashes = (np.concatenate(part) for part in zip(*found, strict=True))
    return rows, hashes


def _shifted(codes: Hashes, by: int) -> Hashes:
    return np.concatenate((codes[by:], np.zeros(min(by, len(codes)), np.uint64)))


def _mixed(hashes: Hashes, values: Hashes) -> Hashes:
    """A multiplicative hash of both; that it overflows is its nature."""
    mixed = (hashes ^ (values + np.uint64(0x9E3779B97F4A7C15))) * np.uint64(0xD6E8FEB86659FD93)
    return mixed ^ (mixed >> np.uint64(32))


def _weighed(view: int, count: int, found: Found, scale: float) -> Traits:
    rows, hashes = found
    own = _mixed(hashes, np.full(len(hashes), view, np.uint64))
    slots = (own >> np.uint64(64 - _BITS)).astype(np.int64)
    sizes = np.maximum(np.bincount(rows, minlength=count), 1)
    weights: npt.NDArray[np.float32] = (scale / np.sqrt(sizes)[rows]).astype(np.float32)
    return Traits(rows, slots, weights)
