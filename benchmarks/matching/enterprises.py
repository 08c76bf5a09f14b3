"""Which names and rows mean one enterprise: ours beside others, in one run.

    .venv/bin/python benchmarks/matching/enterprises.py [--only pairs|slips|counties|scale]

``pairs``: real names against a registry, one half learned from and the other scored; beside exact
match, rapidfuzz and character TF-IDF, whose thresholds come from the same half. ``slips``:
simulated counties whose names are misspelt, one slip a name, a fifth of the firms unknown.
``counties``: rows of simulated ledgers (nasty mess) through reading and the resolver, pairwise
over rows. ``scale``: candidates of 20,000 new names among 1,000,000.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.matching import counties, scale
from benchmarks.matching.given import (
    Query,
    Record,
    reader_of_home,
    reader_of_pairs,
    real_pairs,
    simulated_counties,
)
from benchmarks.matching.linking import NameLinker
from benchmarks.matching.slips import Slips
from benchmarks.matching.train_names import names_of
from zhiben.matching.mentions import older_number, organisation_code
from zhiben.matching.names import load_model

SEED = 202  # another than the training's
Answer = tuple[str | None, str | None]  # said, true
Best = dict[str, tuple[str, float]]  # query → likeliest record, how alike


def main() -> None:
    """Run all parts, or the one asked for."""
    parts = {"pairs": pairs, "slips": slips, "counties": counties.main, "scale": scale.main}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=parts)
    asked = parser.parse_args()
    for name, part in parts.items():
        if asked.only in {None, name}:
            print(f"\n== {name}", flush=True)
            part()


def pairs() -> None:
    """Real names, linked to the registry by name alone, and by code and name."""
    queries, records = real_pairs()
    for former in (True, False):
        known = names_of(records, former=former)
        print(f"\nname only, the registry's former names {'known' if former else 'not known'}")
        print(f"{'':24}{'all names':34}without an exact match")
        for name, likeliest in (("rapidfuzz", _by_rapidfuzz), ("character TF-IDF", _by_tfidf)):
            _print_pair(name, _thresholded(queries, records, likeliest(queries, known)))
        exact = [(one.name if one.name in records else None, one) for one in queries]
        _print_pair("exact", exact, records)
        linker = NameLinker(reader_of_pairs(), load_model(), known)
        ours = [(linker.decide(one.name), one) for one in queries]
        _print_pair("ours", ours, records)
        _print_pair("ours, the half learned from", ours, records, training=True)
    _with_codes(queries, records)


def _print_pair(
    name: str,
    said: Iterable[tuple[str | None, Query]],
    records: dict[str, Record] | None = None,
    *,
    training: bool = False,
) -> None:
    half = [(target, one) for target, one in said if one.is_training == training]
    every = [(target, one.truth) for target, one in half]
    print(f"{name:28}{_shares(every)}", end="")
    if records is not None:
        print(f"  {_shares([(t, one.truth) for t, one in half if one.name not in records])}")


def _shares(answers: Sequence[Answer]) -> str:
    """Precision, recall and F1 of links said."""
    right = sum(said is not None and said == true for said, true in answers)
    precision = right / max(sum(said is not None for said, _ in answers), 1)
    recall = right / max(sum(true is not None for _, true in answers), 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"P {precision:.4f} R {recall:.4f} F1 {f1:.4f}"


def _thresholded(
    queries: list[Query], records: dict[str, Record], best: Best
) -> list[tuple[str | None, Query]]:
    """Links at the threshold that gives the half learned from its best F1, printed for both."""
    raise NotImplementedError


if __name__ == "__main__":
    main()
