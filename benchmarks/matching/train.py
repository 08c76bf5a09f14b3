"""Trains the model of hazards and writes the file that the matching room ships.

    .venv/bin/python benchmarks/matching/train.py [--seeds 1 2 3] [--out PATH]

Words are weighed by the hazards of paraphrases.txt and of the real texts, where they are at hand;
the weights of the features are fitted to simulated visits of other seeds than any benchmark
uses, with half of the kinds of hazard held out. The short vectors know paraphrases.txt alone, so
that no simulated wording is behind them.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pairing import Candidates, Flags, candidates, score, told
from scipy import sparse
from texts import paraphrases, real_texts
from worlds import Row, Size, rows_of, training_catalog

from zhiben.matching.columns import WIDTH, Columns, Space, words_of
from zhiben.matching.hazard_model import SHIPPED, HazardModel, Weights, knowledge, save_model
from zhiben.matching.hazards import Hazard, HazardReader
from zhiben.matching.pairs import IMPOSSIBLE, compare, is_impossible
from zhiben.matching.training import ridge_weights
from zhiben.matching.visits import context, pair_up
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.vocabulary.wording import Wording, load_wording

VERSION = "hazards-2"
DIMENSIONS = 48
TEMPERATURE = 0.15
STEPS, RATE = 100, 0.02
SIBLING = 3.0  # how much more a hazard of the same thing counts against a pair
RIDGE = 3.0

Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class World:
    """A simulated world, read once."""

    rows: Sequence[Row]
    found: Candidates
    columns: Columns


def main() -> None:
    """Train, say what was found, write the file."""
    options = _options()
    model = train(load_wording(SHIPPED_INCLUDE / "vocabulary"), options.seeds)
    save_model(options.out, model, VERSION, {"seeds": options.seeds, "held out": "1 kind in 2"})
    print(f"written to {options.out}: {options.out.stat().st_size / 1024:.0f} KiB")


def train(wording: Wording, seeds: Sequence[int]) -> HazardModel:
    """A model from the paraphrases, the real texts and simulated visits of ``seeds``."""
    reader = HazardReader(wording)
    groups = [[reader.read(text) for text in group] for group in paraphrases()]
    single = [reader.read(text) for text in real_texts()]
    hazards = single + [each for group in groups for each in group]
    blank = Space(_idf(hazards, reader), np.zeros((WIDTH, DIMENSIONS), np.float32))
    space = replace(blank, projection=learn_projection(groups, reader, blank))
    known = knowledge(wording, reader, _rarity(hazards, reader))
    model = HazardModel(VERSION, reader, space, known, Weights({}, {}, 0.0))
    worlds = [_world(model, seed) for seed in seeds]
    return _weighed(model, worlds)


def _world(model: HazardModel, seed: int) -> World:
    rows = rows_of("nasty", seed, Size(), training_catalog())
    return World(rows, candidates(rows), model.columns(told(rows)))


def _weighed(model: HazardModel, worlds: Sequence[World]) -> HazardModel:
    """``model`` with weights for pairs alone, for pairs among rivals, and a threshold."""
    is_same = np.concatenate([world.found.is_same for world in worlds])
    compared = [_compared(model, world) for world in worlds]
    possible = np.concatenate([each for _, each in compared])
    alone = fit(_joined([features for features, _ in compared]), is_same, possible)
    model = replace(model, weights=Weights(alone, {}, 0.0))
    odds = [model.odds_alone(world.columns, world.found.pairs) for world in worlds]
    around = [context(world.found.pairs, each) for world, each in zip(worlds, odds, strict=True)]
    among = fit(_joined(around), is_same, np.concatenate(odds) > IMPOSSIBLE)
    print_weights(alone)
    print_weights(among)
    model = replace(model, weights=Weights(alone, among, 0.0))
    return replace(model, weights=Weights(alone, among, _threshold(model, worlds)))


def _compared(model: HazardModel, world: World) -> tuple[dict[str, Array], Flags]:
    one, other = (
        world.columns.take(rows) for rows in (world.found.pairs.left, world.found.pairs.right)
    )
    return compare(one, other, model.known), ~is_impossible(one, other, model.known)


def _threshold(model: HazardModel, worlds: Sequence[World]) -> float:
    """The log odds above which F1 of the chosen pairs is best."""
    odds = [model.odds(world.columns, world.found.pairs) for world in worlds]
    is_same = np.concatenate([world.found.is_same for world in worlds])

    def f1(threshold: float) -> float:
        pairs = zip(worlds, odds, strict=True)
        kept = [pair_up(world.found.pairs, each, threshold) for world, each in pairs]
        return score(np.concatenate(kept), is_same).f1

    return max(map(float, np.arange(-2, 2, 0.25)), key=f1)


def fit(features: Mapping[str, Array], is_same: Flags, among: Flags) -> dict[str, float]:
    """Weights of a ridge logistic regression by Newton's method, over the pairs of ``among``."""
    table = np.stack([*features.values(), np.ones(len(is_same))], axis=1).astype(float)[among]
    weights = ridge_weights(table, is_same[among].astype(float), RIDGE)
    named = zip([*features, "constant"], weights, strict=True)
    return {name: round(float(weight), 3) for name, weight in named}


def learn_projection(
    groups: Sequence[Sequence[Hazard]], reader: HazardReader, space: Space
) -> Array:
    """A map to short vectors under which wordings of one hazard lie close, others apart.

    Each wording shall prefer those of its own hazard to all others (InfoNCE), the more so to
    others of the same thing; by Adam from a random map, which keeps angles about as they are.
    """
    hazards = [each for group in groups for each in group]
    kinds = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    things = np.array([each.things[0] if each.things else -1 for each in hazards])
    rows = space.words([words_of(each, reader) for each in hazards])
    rng = np.random.default_rng(20261126)
    start = (rng.standard_normal((WIDTH, DIMENSIONS)) / np.sqrt(DIMENSIONS)).astype(np.float32)
    projection, first, second = start.copy(), np.zeros_like(start), np.zeros_like(start)
    same = (kinds[:, None] == kinds[None, :]) & ~np.eye(len(kinds), dtype=bool)
    against = np.where(things[:, None] == things[None, :], SIBLING, 1.0).astype(np.float32)
    np.fill_diagonal(against, 0)
    for step in range(1, STEPS + 1):
        slope = _slope(rows, projection, same, against) + 1e-4 * (projection - start)
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope * slope
        scale = np.sqrt(second / (1 - 0.999**step)) + 1e-8
        projection -= RATE * first / (1 - 0.9**step) / scale
    return projection.astype(np.float32)


def _slope(rows: sparse.csr_matrix, projection: Array, same: Flags, against: Array) -> Array:
    """The slope of the loss of :func:`learn_projection`."""
    raw = np.asarray(rows @ projection)
    lengths = np.linalg.norm(raw, axis=1, keepdims=True) + 1e-8
    unit = raw / lengths
    pull = np.exp((unit @ unit.T - 1) / TEMPERATURE) * against
    share = pull / pull.sum(axis=1, keepdims=True)
    right = (share * same).sum(axis=1, keepdims=True) + 1e-9
    push = (share - share * same / right) / (TEMPERATURE * len(unit))
    moved = (push + push.T) @ unit
    across = moved - unit * (moved * unit).sum(axis=1, keepdims=True)
    return np.asarray(rows.T @ (across / lengths), np.float32)


def _idf(hazards: Sequence[Hazard], reader: HazardReader) -> Array:
    counts = np.zeros(WIDTH)
    for hazard in hazards:
        counts[list(words_of(hazard, reader))] += 1
    return np.log((1 + len(hazards)) / (1 + counts)).astype(np.float32)


def _rarity(hazards: Sequence[Hazard], reader: HazardReader) -> dict[str, float]:
    counts = np.ones(len(reader.things))
    for hazard in hazards:
        counts[list(hazard.things)] += 1
    rarity = np.clip(np.log(len(hazards) / counts), 1, 8)
    return dict(zip(reader.things, map(float, rarity), strict=True))


def _joined(parts: Sequence[Mapping[str, Array]]) -> dict[str, Array]:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def print_weights(weights: Mapping[str, float]) -> None:
    """Features by how much they decide."""
    ordered = sorted(weights.items(), key=lambda pair: -abs(pair[1]))
    print("  ".join(f"{name} {weight:+.2f}" for name, weight in ordered))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--out", type=Path, default=SHIPPED)
    return parser.parse_args()


if __name__ == "__main__":
    main()
