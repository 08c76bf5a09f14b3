"""Trains the model of items on simulated visits; writes the file that the matching room ships.

    .venv/bin/python benchmarks/matching/train_items.py [--seeds 1 2 3]

Half of the kinds of hazard are held out of what the weights are fitted to; the thresholds are set
where other seeds, with all kinds, reach the wanted precisions. No benchmark uses these seeds.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from pairing import Labelled, labelled, score
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
from zhiben.matching.training import fit_among, fit_chances
from zhiben.matching.visits import Pairs, context, pair_up, weighed
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.vocabulary.wording import load_wording

VERSION = "items-5"
BLANK = ItemModel(VERSION, 0.05, {}, {}, Thresholds(0, 0, 0, 0), {})
SURE, DOUBTFUL = 0.99, 0.95  # precision from which pairs are taken, and from which they are asked
AGAIN = 1.2  # log odds: of the pairs that waited and are taken so, 19 in 20 are one item
RECURRENCE = -0.5  # log odds, dates aside: 1 in 20 of what it claims is none, 1 in 14 is missed


def main() -> None:
    """Train, print figures, write the file."""
    options = _options()
    hazards = load_model(load_wording(SHIPPED_INCLUDE / "vocabulary"))
    model = load_item_model(options.out) if options.thresholds_only else _trained(hazards, options)
    worlds = [rows_of("nasty", seed, Size()) for seed in options.trial_seeds]
    scored = [labelled(ItemSense(hazards, model), rows) for rows in worlds]
    save_item_model(options.out, _with_thresholds(model, scored))


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
    scored = [labelled(ItemSense(hazards, model), rows) for rows in worlds]
    odds = np.concatenate([one.odds for one in scored])
    model = fit_among(model, _joined([one.pairs for one in scored]), odds, is_same)
    counts = {"pairs": len(is_same), "of one item": int(is_same.sum())}
    return replace(model, figures={**counts, "held out": "1 kind in 2"})


def _joined(parts: Sequence[Pairs]) -> Pairs:
    """Pairs of several worlds, their rows told apart."""
    sizes = [int(max(one.left.max(), one.right.max())) + 1 for one in parts]
    starts = np.cumsum([0, *sizes[:-1]])
    return Pairs(
        np.concatenate([one.left + start for one, start in zip(parts, starts, strict=True)]),
        np.concatenate([one.right + start for one, start in zip(parts, starts, strict=True)]),
        np.concatenate([one.left_source for one in parts]),
        np.concatenate([one.right_source for one in parts]),
    )


def _with_thresholds(model: ItemModel, scored: Sequence[Labelled]) -> ItemModel:
    """``model`` with thresholds at wanted precisions, and what was reached at each."""
    pairs = _joined([one.pairs for one in scored])
    is_same = np.concatenate([one.is_same for one in scored])
    odds = np.concatenate([one.odds for one in scored])
    among = weighed(context(pairs, odds), model.among)
    reached = {
        round(float(threshold), 1): score(pair_up(pairs, among, float(threshold)), is_same)
        for threshold in np.arange(-1, 5, 0.1)
    }
    limits = {
        wanted: next(each for each, found in reached.items() if found.precision >= wanted)
        for wanted in (SURE, DOUBTFUL)
    }
    figures = {f"at {limits[wanted]}": str(reached[limits[wanted]]) for wanted in limits}
    print(figures)
    thresholds = Thresholds(limits[SURE], AGAIN, limits[DOUBTFUL], RECURRENCE)
    return replace(model, thresholds=thresholds, figures={**model.figures, **figures})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--trial-seeds", type=int, nargs="+", default=[*range(11, 19)])
    parser.add_argument("--thresholds-only", action="store_true")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    return parser.parse_args()


if __name__ == "__main__":
    main()
