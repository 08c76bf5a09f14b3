"""Trains the model of items on simulated visits; writes the file that the matching room ships.

    .venv/bin/python benchmarks/matching/train_items.py [--seeds 1 2 3]

Half of the kinds of hazard are held out of what the weights are fitted to; the thresholds are set
where other seeds, with all kinds, reach the wanted precisions. No benchmark uses these seeds.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pairing import could_be_one as may_be_one
from pairing import score, told
from worlds import Row, Size, rows_of, training_catalog

from zhiben.matching.comparisons import questions
from zhiben.matching.hazard_model import HazardModel, load_model
from zhiben.matching.item_columns import Subject
from zhiben.matching.item_model import (
    SHIPPED,
    ItemModel,
    Thresholds,
    load_item_model,
    save_item_model,
)
from zhiben.matching.pairs import weighed
from zhiben.matching.scoring import ItemSense, pair_places
from zhiben.matching.training import fit_among, fit_chances
from zhiben.matching.visits import Pairs, context, pair_up
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.vocabulary.wording import load_wording

VERSION = "items-1"
BLANK = ItemModel(VERSION, 0.05, {}, {}, Thresholds(0, 0, 0), {})
SURE, DOUBTFUL = 0.99, 0.95  # precision from which pairs are taken, and from which they are asked
RECURRENCE = 0.5  # log odds, days aside: 1 in 6 of what it claims is none, 1 in 4 is missed
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Labelled:
    """Pairs of simulated rows with Splink's levels and the truth."""

    pairs: Pairs
    levels: dict[str, npt.NDArray[np.int64]]
    weights: npt.NDArray[np.float64]
    is_same: Flags


def main() -> None:
    """Train, print figures, write the file."""
    options = _options()
    hazards = load_model(load_wording(SHIPPED_INCLUDE / "vocabulary"))
    model = load_item_model(options.out) if options.thresholds_only else _trained(hazards, options)
    worlds = [rows_of("nasty", seed, Size()) for seed in options.trial_seeds]
    scored = [_labelled(ItemSense(hazards, model), rows) for rows in worlds]
    save_item_model(options.out, _with_thresholds(model, scored))


def _trained(hazards: HazardModel, options: argparse.Namespace) -> ItemModel:
    worlds = [
        rows_of(mess, seed, Size(), training_catalog())
        for seed in options.seeds
        for mess in ("nasty", "ordinary")
    ]
    labelled = [_labelled(ItemSense(hazards, BLANK), rows) for rows in worlds]
    levels = {
        name: np.concatenate([one.levels[name] for one in labelled]) for name in labelled[0].levels
    }
    is_same = np.concatenate([one.is_same for one in labelled])
    model = fit_chances(BLANK, questions("duckdb"), levels, is_same)
    scored = [_labelled(ItemSense(hazards, model), rows) for rows in worlds]
    odds = np.concatenate([one.weights for one in scored])
    model = fit_among(model, _joined([one.pairs for one in scored]), odds, is_same)
    counts = {"pairs": len(is_same), "of one item": int(is_same.sum())}
    return replace(model, figures={**counts, "held out": "1 kind in 2"})


def _labelled(sense: ItemSense, rows: Sequence[Row]) -> Labelled:
    subjects = [
        Subject(
            f"{row.source}/{row.entry}/{row.part}", row.enterprise, row.source, row.found_on, True
        )
        for row in rows
    ]
    answers = sense.answers(subjects, told(rows), with_levels=True)
    left, right, order = pair_places(subjects, answers)
    kept = np.array(
        [may_be_one(rows[a], rows[b]) for a, b in zip(left, right, strict=True)], np.bool_
    )
    left, right, order = left[kept], right[kept], order[kept]
    numbers = {source: number for number, source in enumerate(sorted({row.source for row in rows}))}
    source = np.array([numbers[row.source] for row in rows], np.int32)
    return Labelled(
        Pairs(left, right, source[left], source[right]),
        {
            name.removeprefix("gamma_"): answers[name].to_numpy()[order]
            for name in answers.column_names
            if name.startswith("gamma_")
        },
        answers["match_weight"].to_numpy()[order] * np.log(2),
        np.array([rows[a].item == rows[b].item for a, b in zip(left, right, strict=True)]),
    )


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
    odds = np.concatenate([one.weights for one in scored]).astype(np.float32)
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
    thresholds = Thresholds(limits[SURE], limits[DOUBTFUL], RECURRENCE)
    return replace(model, thresholds=thresholds, figures={**model.figures, **figures})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--trial-seeds", type=int, nargs="+", default=[11, 12])
    parser.add_argument("--thresholds-only", action="store_true")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    return parser.parse_args()


if __name__ == "__main__":
    main()
