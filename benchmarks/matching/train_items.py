"""Trains the model of items on simulated visits; writes the file that the matching room ships.

    .venv/bin/python benchmarks/matching/train_items.py [--seeds 1 2 3 4 5 6]

Half of the kinds of hazard are held out of what the weights are fitted to; the thresholds are set
where other seeds, with all kinds, reach the wanted precisions. No benchmark uses these seeds.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pairing import Labelled, Score, compared, labelled, score
from returning import Returns, returns
from worlds import Size, rows_of, training_catalog

from zhiben.matching.comparisons import questions
from zhiben.matching.hazard_model import HazardModel, load_model
from zhiben.matching.item_model import (
    SHIPPED,
    ItemModel,
    Thresholds,
    load_item_model,
    save_item_model,
)
from zhiben.matching.scoring import ItemSense
from zhiben.matching.training import fit_among, fit_chances, fit_returns
from zhiben.matching.visits import Among, context, pair_up
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.vocabulary.wording import load_wording

VERSION = "items-10"
NOTHING = Among(0.0, {})
BLANK = ItemModel(VERSION, 0.05, {}, NOTHING, NOTHING, Thresholds(0, 0, 0, 0), {})
SURE, DOUBTFUL = 0.995, 0.95  # precision from which pairs are taken, and from which they are asked
AGAIN = 2.0  # log odds: of the pairs that waited and are taken so, 9 in 10 are one item
RETURNS = 0.93  # of what is said to have come back so many are right

Values = npt.NDArray[np.float32] | npt.NDArray[np.float64]


def main() -> None:
    """Train, print figures, write the file."""
    options = _options()
    hazards = load_model(load_wording(SHIPPED_INCLUDE / "vocabulary"))
    model = load_item_model(options.out) if options.thresholds_only else _trained(hazards, options)
    worlds = [rows_of("nasty", seed, Size()) for seed in options.trial_seeds]
    every = [compared(ItemSense(hazards, model), rows) for rows in worlds]
    scored, back = [each.labelled() for each in every], [returns(each) for each in every]
    save_item_model(options.out, _with_thresholds(model, scored, back))


def _trained(hazards: HazardModel, options: argparse.Namespace) -> ItemModel:
    worlds = [
        rows_of(mess, seed, Size(), training_catalog())
        for seed in options.seeds
        for mess in ("nasty", "ordinary")
    ]
    asked = [labelled(ItemSense(hazards, BLANK), rows) for rows in worlds]
    levels = {name: np.concatenate([one.levels[name] for one in asked]) for name in asked[0].levels}
    is_same = np.concatenate([one.is_same for one in asked])
    model = fit_chances(BLANK, questions("duckdb"), levels, is_same)
    every = [compared(ItemSense(hazards, model), rows) for rows in worlds]
    scored, back = [each.labelled() for each in every], [returns(each) for each in every]
    model = fit_returns(
        model,
        _stacked([one.around for one in back]),
        _stacked([one.weights for one in back]),
        np.concatenate([one.is_return for one in back]),
    )
    model = fit_among(
        model,
        _stacked([context(one.pairs, one.odds) for one in scored]),
        _stacked([one.scored.weights for one in scored]),
        is_same,
        np.concatenate([one.scored.is_possible for one in scored]),
    )
    counts = {"pairs": len(is_same), "of one item": int(is_same.sum())}
    return replace(model, figures={**counts, "held out": "1 kind in 2"})


def _stacked(parts: Sequence[Mapping[str, Values]]) -> dict[str, Values]:
    """Columns of several worlds, one under the other."""
    return {name: np.concatenate([one[name] for one in parts]) for name in parts[0]}


def _with_thresholds(
    model: ItemModel, scored: Sequence[Labelled], back: Sequence[Returns]
) -> ItemModel:
    """``model`` with thresholds at wanted precisions, and what was reached at each."""
    among = [one.among(model) for one in scored]
    reached = {
        round(float(threshold), 1): _score(scored, among, float(threshold))
        for threshold in np.arange(-1, 5, 0.1)
    }
    limits = {
        wanted: next(each for each, found in reached.items() if found.precision >= wanted)
        for wanted in (SURE, DOUBTFUL)
    }
    figures = {f"at {limits[wanted]}": str(reached[limits[wanted]]) for wanted in limits}
    recurrence, told = _where_returns_are_right(model, back)
    figures[f"returns at {recurrence}"] = told
    print(figures)
    thresholds = Thresholds(limits[SURE], AGAIN, limits[DOUBTFUL], recurrence)
    return replace(model, thresholds=thresholds, figures={**model.figures, **figures})


def _where_returns_are_right(model: ItemModel, back: Sequence[Returns]) -> tuple[float, str]:
    """The lowest odds from which enough of what is claimed is right, and what that comes to."""
    claims = [one.claims(model) for one in back]
    count = sum(len(one.before) for one in back)
    for least in np.arange(-4, 5, 0.1):
        right, wrong = np.sum([each.from_odds(float(least)) for each in claims], axis=0)
        if right >= RETURNS * (right + wrong):
            break
    return round(float(least), 1), f"{right} right, {wrong} wrong of {count}"


def _score(scored: Sequence[Labelled], among: Sequence[Values], threshold: float) -> Score:
    kept = [pair_up(one.pairs, odds, threshold) for one, odds in zip(scored, among, strict=True)]
    return score(np.concatenate(kept), np.concatenate([one.is_same for one in scored]))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[*range(1, 7)])
    parser.add_argument("--trial-seeds", type=int, nargs="+", default=[*range(11, 19)])
    parser.add_argument("--thresholds-only", action="store_true")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    return parser.parse_args()


if __name__ == "__main__":
    main()
