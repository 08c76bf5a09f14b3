"""Trains the meaning of findings and writes the file that the matching room ships.

    .venv/bin/python benchmarks/matching/train.py [--epochs 10] [--out PATH] [--try]

Learns from ``wordings/``: hazards, each as many people write it, written for this by hand and
without a look at any ledger, real or simulated. ``--try`` writes nothing: it keeps every sixth
thing, and two wordings of every other hazard, out of training and says how well they are told.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pairing import average_precision
from scipy import sparse
from texts import wordings

from zhiben.matching.hazard_model import SHIPPED, save_model
from zhiben.matching.hazards import Hazard, HazardReader
from zhiben.matching.meaning import (
    WIDTH,
    KnownHazards,
    Meaning,
    sentences,
    unit_rows,
    weighed_words,
    words_of,
)
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.vocabulary.wording import load_wording

VERSION = "hazards-6"
DIMENSIONS = 128
TEMPERATURE = 0.15
RATE = 0.003
SIBLING = 8.0  # how much more a hazard of the same thing counts against a pair
BATCH = 2500  # findings that are told from one another in a step, things kept whole
DECAY = 1e-4
_FIRST, _SECOND = 0.9, 0.999  # Adam's memory

Array = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Corpus:
    """Findings as they were read, with the number of the hazard and of the thing of each."""

    hazards: Sequence[Hazard]
    kinds: Ints
    things: Ints

    def only(self, kept: Flags) -> Corpus:
        """Some of the findings."""
        places = np.flatnonzero(kept)
        some = [self.hazards[place] for place in places]
        return Corpus(some, self.kinds[places], self.things[places])


def main() -> None:
    """Train, say what was found, write the file."""
    options = _options()
    reader = HazardReader(load_wording(SHIPPED_INCLUDE / "vocabulary"))
    corpus = read_corpus(reader)
    if options.trial:
        for line in trial(corpus, reader, options.epochs):
            print(line)
        return
    meaning = learn(corpus, reader, options.epochs)
    figures = {"hazards": int(corpus.kinds.max()) + 1, "wordings": len(corpus.kinds)}
    kinds = known_hazards(corpus, meaning, reader)
    save_model(options.out, meaning, kinds, VERSION, figures)
    print(f"{figures} written to {options.out}: {options.out.stat().st_size / 1024:.0f} KiB")


def read_corpus(reader: HazardReader) -> Corpus:
    """All that is written under ``wordings``."""
    worded = wordings()
    numbers: dict[str, int] = {}
    sizes = [len(one.texts) for one in worded]
    things = [numbers.setdefault(one.thing, len(numbers)) for one in worded]
    return Corpus(
        [reader.read(text) for one in worded for text in one.texts],
        np.repeat(np.arange(len(worded)), sizes),
        np.repeat(things, sizes),
    )


def learn(corpus: Corpus, reader: HazardReader, epochs: int) -> Meaning:
    """Maps under which wordings of one hazard lie close, those of others of its thing apart.

    Each wording shall prefer those of its own hazard to all others of its batch (InfoNCE, van den
    Oord and others 2018), the more so to others of the same thing; by Adam from a random map.
    """
    weights = _telling(corpus.hazards, reader)
    rows = _views(corpus.hazards, reader, weights)
    rng = np.random.default_rng(20261126)
    shape = (rows.shape[1], DIMENSIONS)
    maps = (rng.standard_normal(shape) / np.sqrt(DIMENSIONS)).astype(np.float32)
    first, second, step = np.zeros_like(maps), np.zeros_like(maps), 0
    for epoch in range(epochs):
        rate = RATE * (1 - 0.9 * epoch / epochs)
        for batch in _batches(corpus.things, rng):
            step += 1
            slope = _slope(rows[batch], maps, corpus.kinds[batch], corpus.things[batch])
            first = _FIRST * first + (1 - _FIRST) * slope
            second = _SECOND * second + (1 - _SECOND) * slope * slope
            scale = np.sqrt(second / (1 - _SECOND**step)) + 1e-8
            maps -= rate * (first / (1 - _FIRST**step) / scale + DECAY * maps)
    return Meaning(weights, maps[:WIDTH], maps[WIDTH:])


def known_hazards(corpus: Corpus, meaning: Meaning, reader: HazardReader) -> KnownHazards:
    """The hazards of ``corpus`` by their first wordings, in the middle of all."""
    vectors = unit_rows(meaning.vectors(corpus.hazards, reader))
    _, firsts = np.unique(corpus.kinds, return_index=True)
    middles = np.add.reduceat(vectors, firsts)
    return KnownHazards(tuple(corpus.hazards[first].core for first in firsts), unit_rows(middles))


def _telling(hazards: Sequence[Hazard], reader: HazardReader) -> Array:
    """How telling each hashed word is: the rarer, the more."""
    counts = np.zeros(WIDTH)
    for hazard in hazards:
        counts[list(words_of(hazard, reader))] += 1
    return np.log((1 + len(hazards)) / (1 + counts)).astype(np.float32)


def _views(hazards: Sequence[Hazard], reader: HazardReader, weights: Array) -> sparse.csr_matrix:
    """Words and sentence of each finding side by side: WIDTH + SENTENCE columns."""
    words = weighed_words(hazards, reader, weights)
    return sparse.csr_matrix(sparse.hstack([words, sparse.csr_matrix(sentences(hazards))]))


def _batches(things: Ints, rng: np.random.Generator) -> Iterator[Ints]:
    """All findings in some order, those of a thing together."""
    batch: list[Ints] = []
    for thing in rng.permutation(np.unique(things)):
        batch.append(np.flatnonzero(things == thing))
        if sum(map(len, batch)) >= BATCH:
            yield np.concatenate(batch)
            batch = []
    if batch:
        yield np.concatenate(batch)


def _slope(rows: sparse.csr_matrix, maps: Array, kinds: Ints, things: Ints) -> Array:
    """The slope of the loss of :func:`learn` for a batch."""
    raw = np.asarray(rows @ maps)
    lengths = np.linalg.norm(raw, axis=1, keepdims=True) + 1e-8
    unit = raw / lengths
    same = (kinds[:, None] == kinds[None, :]) & ~np.eye(len(kinds), dtype=bool)
    pull = np.exp((unit @ unit.T - 1) / TEMPERATURE)
    pull *= np.where(things[:, None] == things[None, :], np.float32(SIBLING), np.float32(1))
    np.fill_diagonal(pull, 0)
    share = pull / pull.sum(axis=1, keepdims=True)
    right = (share * same).sum(axis=1, keepdims=True) + 1e-9
    push = (share - share * same / right) / (TEMPERATURE * len(unit))
    moved = (push + push.T) @ unit
    across = moved - unit * (moved * unit).sum(axis=1, keepdims=True)
    return np.asarray(rows.T @ (across / lengths), np.float32)


def trial(corpus: Corpus, reader: HazardReader, epochs: int) -> Iterator[str]:
    """How well pairs of one thing are told that training did not see."""
    rng = np.random.default_rng(5)
    strange = np.isin(corpus.things, rng.permutation(np.unique(corpus.things))[::6])
    order = rng.permutation(len(corpus.kinds))
    _, firsts = np.unique(corpus.kinds[order], return_index=True)
    _, seconds = np.unique(corpus.kinds[order[::-1]], return_index=True)
    unheard = np.zeros(len(corpus.kinds), np.bool_)
    unheard[order[firsts]] = unheard[order[::-1][seconds]] = True
    unheard &= ~strange
    meaning = learn(corpus.only(~strange & ~unheard), reader, epochs)
    for name, kept in (("things not seen", strange), ("wordings not seen", unheard)):
        part = corpus.only(kept)
        yield f"{name}: average precision {_told(part, meaning, reader):.3f}"


def _told(corpus: Corpus, meaning: Meaning, reader: HazardReader) -> float:
    """Average precision of the products of vectors over all pairs of one thing."""
    vectors = unit_rows(meaning.vectors(corpus.hazards, reader))
    products, truths = [], []
    for thing in np.unique(corpus.things):
        rows = np.flatnonzero(corpus.things == thing)
        upper = np.triu_indices(len(rows), 1)
        products.append((vectors[rows] @ vectors[rows].T)[upper])
        truths.append((corpus.kinds[rows][:, None] == corpus.kinds[rows][None, :])[upper])
    return average_precision(np.concatenate(products), np.concatenate(truths))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=18)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--try", dest="trial", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
