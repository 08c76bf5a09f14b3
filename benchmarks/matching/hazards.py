"""Says of simulated pairs whether they are one hazard, beside what ordinary tools say.

    .venv/bin/python benchmarks/matching/hazards.py [--mess nasty] [--seeds 101 102] [--show 60]

The enterprise is given; pairs are of two sources, found within five days or while the first was
open. The rivals get the best threshold there is with the truth in hand; ours is the shipped one.
Kinds of hazard that no model was trained with ("unseen") are told apart.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz

from pairing import Candidates, Flags, best_threshold, candidates, score, told
from tfidf import cosines
from worlds import Row, Size, rows_of
from zhiben.matching.columns import Columns
from zhiben.matching.hazard_model import HazardModel, load_model
from zhiben.matching.pairs import is_impossible, relation_of
from zhiben.matching.places import Relation
from zhiben.normalizing import text_key
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.vocabulary.wording import load_wording

Values = npt.NDArray[np.float32]


def main() -> None:
    options = _options()
    model = load_model(load_wording(SHIPPED_INCLUDE / "vocabulary"))
    rows = [row for seed in options.seeds for row in _world(options.mess, seed, options.counties)]
    found = candidates(rows)
    columns = model.columns(told(rows))
    odds = model.odds(columns, found.pairs)
    kept = model.same(columns, found.pairs)
    print(f"{options.mess}, seeds {options.seeds}: {len(rows):,} rows, {len(found.pairs):,} pairs, "
          f"{found.is_same.sum():,} of them one item")
    _rivals(rows, found, columns, model)
    for name, among in _parts(found):
        print(f"ours, {name:28s} {score(kept, found.is_same, among)}")
    _operating(found, odds, kept, model)
    _by_relation(rows, found, kept)
    if options.show:
        _show(rows, found, kept, odds, options.show, options.seen_only)


def _world(mess: str, seed: int, counties: int) -> list[Row]:
    rows = rows_of(mess, seed, Size(counties=counties))
    return [replace(row, enterprise=f"{seed}/{row.enterprise}", item=f"{seed}/{row.item}", source=f"{seed}/{row.source}") for row in rows]


def _parts(found: Candidates) -> list[tuple[str, Flags]]:
    near = found.is_near
    return [
        ("all", np.ones(len(near), np.bool_)),
        ("within five days", near),
        ("  of these, seen kinds", near & found.is_seen),
        ("  of these, unseen kinds", near & ~found.is_seen),
        ("later, while open", ~near),
    ]


def _rivals(rows: Sequence[Row], found: Candidates, columns: Columns, model: HazardModel) -> None:
    """rapidfuzz, character TF-IDF and the gates alone, each behind the gates of date and place."""
    one, other = columns.take(found.pairs.left), columns.take(found.pairs.right)
    relation = relation_of(one.place, other.place, model.known.is_within)
    gate = found.is_near & (relation != Relation.DIFFERENT)
    print(f"gates alone                        {score(gate, found.is_same, found.is_near)}")
    keys = [text_key(row.text) for row in rows]
    for name, values in (
        ("rapidfuzz", _fuzzy(keys, found, gate)),
        ("character TF-IDF", cosines(keys, found.pairs.left, found.pairs.right)),
    ):
        values = np.where(gate, values, -1)
        kept = values >= best_threshold(values[found.is_near], found.is_same[found.is_near])
        print(f"{name:34s} {score(kept, found.is_same, found.is_near)}")


def _fuzzy(keys: Sequence[str], found: Candidates, gate: Flags) -> Values:
    pairs = zip(found.pairs.left, found.pairs.right, gate, strict=True)
    return np.array([fuzz.ratio(keys[a], keys[b]) if is_open else -1 for a, b, is_open in pairs], np.float32)


def _operating(found: Candidates, odds: Values, kept: Flags, model: HazardModel) -> None:
    """Recall where few pairs are wrong: what could be taken without a person looking."""
    from zhiben.matching.visits import pair_up

    for wanted in (0.99, 0.98, 0.95):
        best = None
        for threshold in np.arange(-2, 8, 0.25):
            result = score(pair_up(found.pairs, odds, threshold), found.is_same, found.is_near)
            if result.precision >= wanted:
                best = (threshold, result)
                break
        print(f"precision {wanted}: " + (f"threshold {best[0]:.2f}  {best[1]}" if best else "not reached"))


def _by_relation(rows: Sequence[Row], found: Candidates, kept: Flags) -> None:
    """What the wrong pairs are: another place, another fault of the same thing, another thing."""
    kinds: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for a, b, is_same, is_kept in zip(found.pairs.left, found.pairs.right, found.is_same, kept, strict=True):
        if is_same:
            continue
        one, other = rows[a], rows[b]
        name = (
            "same kind elsewhere or later" if one.kind == other.kind
            else "another fault of the thing" if one.thing == other.thing
            else "another thing"
        ) + (", same place" if one.place == other.place else ", another place")
        total[name] += 1
        kinds[name] += bool(is_kept)
    for name, count in total.most_common():
        print(f"  not one item, {name:45s} {kinds[name]:5d} of {count:6d} taken for one ({kinds[name] / count:.2%})")


def _show(rows, found, kept, odds, count, seen_only) -> None:
    wrong = np.flatnonzero((kept != found.is_same) & (found.is_seen | ~np.bool_(seen_only)))
    for number in Random(7).sample(list(map(int, wrong)), min(count, len(wrong))):  # noqa: S311
        one, other = rows[found.pairs.left[number]], rows[found.pairs.right[number]]
        verdict = "MISSED" if found.is_same[number] else "WRONG "
        print(f"{verdict} {odds[number]:+.1f}  {one.text} @{one.site} | {other.text} @{other.site}   [{one.kind} / {other.kind}]")


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
