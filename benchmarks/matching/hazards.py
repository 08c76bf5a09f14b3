"""Says of simulated pairs whether they are one hazard, beside what ordinary tools say.

    .venv/bin/python benchmarks/matching/hazards.py [--mess nasty] [--seeds 101 102] [--show 60]

The enterprise is given; pairs are of two sources, found within five days or while the first was
open. The rivals get the best threshold there is with the truth in hand; ours is the shipped one.
Kinds of hazard that no weight was fitted to ("unseen") are told apart.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
import numpy.typing as npt
from pairing import Flags, Labelled, best_threshold, days_between, labelled, score
from rapidfuzz import fuzz
from tfidf import cosines
from worlds import Row, Size, is_held_out, rows_of

from zhiben.matching.comparisons import IMPOSSIBLE, questions
from zhiben.matching.hazard_model import load_model
from zhiben.matching.item_model import load_item_model
from zhiben.matching.likeness import NEAR_DAYS
from zhiben.matching.scoring import ItemSense
from zhiben.matching.training import answers_of
from zhiben.matching.visits import pair_up
from zhiben.normalizing import text_key
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.vocabulary.wording import load_wording

Values = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Trial:
    """What was compared, and what the model made of it; pairs found near, of kinds known."""

    rows: Sequence[Row]
    found: Labelled
    odds: Values
    kept: Flags
    is_near: Flags
    is_seen: Flags


def main() -> None:
    """Print the figures, and some errors where asked for."""
    options = _options()
    hazards = load_model(load_wording(SHIPPED_INCLUDE / "vocabulary"))
    rows = [row for seed in options.seeds for row in _world(options.mess, seed, options.counties)]
    trial = _try(ItemSense(hazards, load_item_model()), rows)
    for line in (*_rivals(trial), *_ours(trial), *_sure(trial), *_wrong_ones(trial)):
        print(line)
    for line in _errors(trial, options.show, seen_only=options.seen_only):
        print(line)


def _world(mess: str, seed: int, counties: int) -> Iterator[Row]:
    for row in rows_of(mess, seed, Size(counties=counties)):
        own = {name: f"{seed}/{getattr(row, name)}" for name in ("enterprise", "item", "source")}
        yield replace(row, **own)


def _try(sense: ItemSense, rows: Sequence[Row]) -> Trial:
    start = time.perf_counter()
    found = labelled(sense, rows)
    odds = found.among(sense.model)
    kept = pair_up(found.pairs, odds, sense.model.thresholds.same)
    print(
        f"{len(rows):,} rows read and {len(odds):,} pairs judged in "
        f"{time.perf_counter() - start:.1f} s; {found.is_same.sum():,} are one item"
    )
    both = [(rows[a], rows[b]) for a, b in zip(found.pairs.left, found.pairs.right, strict=True)]
    is_near = np.array([days_between(*pair) <= NEAR_DAYS for pair in both])
    is_seen = np.array([not any(is_held_out(row.kind) for row in pair) for pair in both])
    return Trial(rows, found, odds, kept, is_near, is_seen)


def _rivals(trial: Trial) -> Iterator[str]:
    """The gates of date and place alone, and text similarities behind them."""
    found, near = trial.found, trial.is_near
    place = next(one for one in questions("duckdb") if one.name == "place")
    gate = near & (answers_of(place, found.levels["place"]) != IMPOSSIBLE)
    yield f"gates alone                {score(gate, found.is_same, near)}"
    keys = [text_key(row.text) for row in trial.rows]
    similar = {
        "rapidfuzz": _fuzzy(keys, found),
        "character TF-IDF": cosines(keys, found.pairs.left, found.pairs.right),
    }
    for name, plain in similar.items():
        values = np.where(gate, plain, -1).astype(np.float32)
        threshold = best_threshold(values[near], found.is_same[near])
        yield f"{name:26s} {score(values >= threshold, found.is_same, near)}"


def _fuzzy(keys: Sequence[str], found: Labelled) -> Values:
    pairs = zip(found.pairs.left, found.pairs.right, strict=True)
    return np.array([fuzz.ratio(keys[a], keys[b]) for a, b in pairs], np.float32)


def _ours(trial: Trial) -> Iterator[str]:
    near, seen = trial.is_near, trial.is_seen
    parts = {
        "all": np.ones(len(near), np.bool_),
        "within five days": near,
        "  seen kinds": near & seen,
        "  unseen kinds": near & ~seen,
        "later, while open": ~near,
    }
    for name, among in parts.items():
        yield f"ours, {name:20s} {score(trial.kept, trial.found.is_same, among)}"


def _sure(trial: Trial) -> Iterator[str]:
    """What could be taken without a person looking, at a wanted precision."""
    for wanted in (0.99, 0.98, 0.95):
        for threshold in np.arange(-1, 8, 0.25):
            kept = pair_up(trial.found.pairs, trial.odds, threshold)
            result = score(kept, trial.found.is_same)
            if result.precision >= wanted:
                yield f"ours, precision {wanted:.2f}       {result}  above {threshold:.2f}"
                break


def _wrong_ones(trial: Trial) -> Iterator[str]:
    """Of pairs that are not one item: how many of each sort were taken for one."""
    pairs, rows = trial.found.pairs, trial.rows
    taken: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for at in np.flatnonzero(~trial.found.is_same):
        sort = _sort(rows[pairs.left[at]], rows[pairs.right[at]])
        total[sort] += 1
        taken[sort] += bool(trial.kept[at])
    for sort, count in total.most_common():
        yield f"  {sort:45s} {taken[sort]:5d} of {count:6d} merged ({taken[sort] / count:.2%})"


def _sort(one: Row, other: Row) -> str:
    if one.kind == other.kind:
        what = "same kind"
    else:
        what = "another fault of the thing" if one.thing == other.thing else "another thing"
    return f"{what}, {'same' if one.place == other.place else 'another'} place"


def _errors(trial: Trial, count: int, *, seen_only: bool) -> Iterator[str]:
    is_shown = trial.is_seen | (not seen_only)
    wrong = np.flatnonzero((trial.kept != trial.found.is_same) & is_shown).tolist()
    for at in Random(7).sample(wrong, min(count, len(wrong))):  # noqa: S311
        one = trial.rows[trial.found.pairs.left[at]]
        other = trial.rows[trial.found.pairs.right[at]]
        verdict = "missed" if trial.found.is_same[at] else "WRONG "
        texts = " | ".join(f"{row.text} @{row.site} [{row.kind}]" for row in (one, other))
        yield f"{verdict} {trial.odds[at]:+5.1f}  {texts}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mess", default="nasty")
    parser.add_argument("--seeds", type=int, nargs="+", default=[101])
    parser.add_argument("--counties", type=int, default=14)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--seen-only", action="store_true", help="show no text of held-out kinds")
    return parser.parse_args()


if __name__ == "__main__":
    main()
