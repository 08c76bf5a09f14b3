"""What each finding brings to a comparison: columns worked out once, compared any number of times.

All of it is numbers: things, faults and places by their place in the reader's lists, the words as
a sparse weighted row, and a short vector in which wordings of one hazard lie close together.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import sparse

from zhiben.matching.hazards import Hazard, HazardReader
from zhiben.matching.model import Told
from zhiben.matching.places import Place
from zhiben.matching.plain import plain_place

NONE = -1
WIDTH = 1 << 13
_THINGS, _FAULTS, _DENIED, _HINTS = 4, 3, 2, 3
_THING_WEIGHT, _FAULT_WEIGHT, _GRAM_WEIGHTS, _REST_WEIGHT = 1.5, 1.5, (0.5, 0.7), 0.3

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Columns:
    """One row a finding. Lists of numbers are padded with :data:`NONE`; 0 in a place is unsaid.

    ``hints`` are things that measure and check item name. ``bare`` stands for the statement less
    its denials, ``denials`` for how many it has. ``words`` has rows of length 1 in the space
    of hashed words, ``vectors`` rows of length 1 in the learned one.
    """

    things: Ints
    around: Ints
    hints: Ints
    faults: Ints
    denied: Ints
    is_sound: Flags
    bare: Ints
    denials: Ints
    count: Ints
    spot: Ints
    level: Ints
    place: Ints  # building, floor, room, number, side, rest
    words: sparse.csr_matrix
    vectors: Floats

    def __len__(self) -> int:
        return len(self.count)

    def take(self, rows: npt.NDArray[np.intp]) -> Columns:
        """The columns of some rows, in their order."""
        return Columns(**{each.name: getattr(self, each.name)[rows] for each in fields(self)})


@dataclass(frozen=True)
class Space:
    """Weights of hashed words (``idf``) and the learned map from them to short vectors."""

    idf: Floats
    projection: Floats

    def words(self, counted: Sequence[Mapping[int, float]]) -> sparse.csr_matrix:
        """A row of length 1 for each of :func:`words_of` (or of zeros, where it says nothing)."""
        starts = np.cumsum([0, *map(len, counted)])
        ids = np.fromiter((key for each in counted for key in each), np.int32, starts[-1])
        weights = np.fromiter(
            (w for each in counted for w in each.values()), np.float32, starts[-1]
        )
        rows = sparse.csr_matrix((weights * self.idf[ids], ids, starts), (len(counted), WIDTH))
        rows.sort_indices()
        return _unit_rows(rows)

    def vectors(self, words: sparse.csr_matrix) -> Floats:
        """The learned vectors of such rows, of length 1."""
        found = np.asarray(words @ self.projection, np.float32)
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        return np.asarray(found / np.maximum(lengths, 1e-9), np.float32)


def columns_of(told: Sequence[Told], reader: HazardReader, space: Space) -> Columns:
    """The columns of all findings of ``told``."""
    hazards = [reader.read(each.description) for each in told]
    places = [_place(each, hazard, reader) for each, hazard in zip(told, hazards, strict=True)]
    hints = [_hints(each, reader) for each in told]
    words = space.words([words_of(each, reader) for each in hazards])
    return Columns(
        things=_padded([each.things for each in hazards], _THINGS),
        around=_padded([each.around for each in hazards], _HINTS),
        hints=_padded(hints, _HINTS),
        faults=_padded([each.faults for each in hazards], _FAULTS),
        denied=_padded([each.denied for each in hazards], _DENIED),
        is_sound=np.array([each.is_sound for each in hazards], np.bool_),
        bare=np.array([_hashed(each.bare) for each in hazards], np.int32),
        denials=np.array([each.denials for each in hazards], np.int32),
        count=np.array([each.count for each in hazards], np.int32),
        spot=np.array([_hashed(each.spot) for each in hazards], np.int32),
        level=np.array([_hashed(each.level) for each in told], np.int32),
        place=np.array(places, np.int32).reshape(len(told), 6),
        words=words,
        vectors=space.vectors(words),
    )


def _place(told: Told, hazard: Hazard, reader: HazardReader) -> tuple[int, ...]:
    place = hazard.place
    if told.site:
        place = _site(reader, told.site).filled_from(place)
    return place.building, place.floor, place.room, place.number, place.side, _hashed(place.rest)


@lru_cache(maxsize=65536)
def _site(reader: HazardReader, site: str) -> Place:
    return reader.places.read(plain_place(site))


def _hints(told: Told, reader: HazardReader) -> tuple[int, ...]:
    """Things named beside the description: people often copy these from a list."""
    beside = (text for text in (told.check_item, told.measure) if text)
    return tuple(dict.fromkeys(thing for text in beside for thing in reader.named(text)))


def words_of(hazard: Hazard, reader: HazardReader) -> Mapping[int, float]:
    """Hashed words of a hazard with their weights: things, faults, one and two characters."""
    found: defaultdict[int, float] = defaultdict(float)
    for thing in hazard.things:
        found[_hashed(f"t{reader.things[thing]}") % WIDTH] = _THING_WEIGHT
    for fault in hazard.faults:
        found[_hashed(f"f{reader.faults[fault]}") % WIDTH] = _FAULT_WEIGHT
    for length, weight in enumerate(_GRAM_WEIGHTS, start=1):
        for gram in _grams(hazard.core, length):
            found[gram] += weight
    for char in hazard.rest:
        found[_hashed(f"r{char}") % WIDTH] += _REST_WEIGHT
    return found


def _grams(text: str, length: int) -> Iterable[int]:
    return (
        _hashed(f"{length}{text[start : start + length]}") % WIDTH
        for start in range(len(text) - length + 1)
    )


@lru_cache(maxsize=1 << 17)
def _hashed(text: str) -> int:
    """A number for ``text`` that is the same everywhere, 0 for none."""
    return zlib.crc32(text.encode()) & 0x7FFFFFFF if text else 0


def _padded(lists: Sequence[Sequence[int]], width: int) -> Ints:
    found = np.full((len(lists), width), NONE, np.int32)
    for row, each in enumerate(lists):
        found[row, : len(each[:width])] = each[:width]
    return found


def _unit_rows(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    scale = sparse.diags(1 / np.maximum(lengths, 1e-9)).astype(np.float32)
    return sparse.csr_matrix(scale @ rows)
