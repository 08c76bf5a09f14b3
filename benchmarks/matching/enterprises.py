"""Which names and rows mean one enterprise: ours beside others, in one run.

    .venv/bin/python benchmarks/matching/enterprises.py [--only pairs|slips|counties|scale]

``pairs``: real names against a registry, one half learned from and the other scored; beside exact
match, rapidfuzz and character TF-IDF, whose thresholds come from the same half. ``slips``:
simulated counties whose names are misspelt, one slip a name, a fifth of the firms unknown.
``counties``: rows of simulated ledgers (nasty mess) through reading and the resolver, pairwise
over rows. ``scale``: 20,000 new names against 1,000,000 known enterprises in PostgreSQL.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

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
from benchmarks.matching.rivals import RIVALS, Known, Likeliest
from benchmarks.matching.scores import links
from benchmarks.matching.slips import Slips
from benchmarks.matching.train_names import names_of

from zhiben.matching.mentions import older_number, organisation_code
from zhiben.matching.names import load_model

SEED = 202  # another than the training's
FIRMS = 250  # a county

Said = list[tuple[str | None, Query]]
Filter = Callable[[Query], bool]


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
    """Real names, linked to the registry by name alone, then by code and name."""
    queries, records = real_pairs()
    kinds: dict[str, Filter] = {
        "all names": lambda one: True,
        "names without an exact match": lambda one: one.name not in records,
    }
    for former in (True, False):
        known = names_of(records, former=former)
        for kind, is_of_kind in kinds.items():
            chosen = [one for one in queries if is_of_kind(one)]
            print(f"\n{kind}, the registry's former names {'' if former else 'not '}known")
            _print_rivals(chosen, known)
            _print_ours(chosen, known)
    print("\nwith codes\n", f"{'ours':24}{links(_by_code(queries, records))}")


def _print_rivals(queries: list[Query], known: Known) -> None:
    names = dict(known)
    _print("exact", [(names.get(one.name), one) for one in queries])
    for name, rival in RIVALS.items():
        likeliest = rival([one.name for one in queries], known)
        _print(name, _from(_threshold(queries, likeliest), queries, likeliest))


def _print_ours(queries: list[Query], known: Known) -> None:
    linker = NameLinker(reader_of_pairs(), load_model(), known)
    cautious = [(linker.decide(one.name, as_in_a_county=True), one) for one in queries]
    _print("ours, as in a county", cautious)
    said = [(linker.decide(one.name), one) for one in queries]
    _print("ours", said)
    learned = [(target, one.truth) for target, one in said if one.is_training]
    print(f"  {'(the half learned from)':24}{links(learned)}")


def _print(name: str, said: Said) -> None:
    score = links((target, one.truth) for target, one in said if not one.is_training)
    print(f"  {name:24}{score}", flush=True)


def _threshold(queries: Sequence[Query], likeliest: Likeliest) -> float:
    """The threshold with the best F1 on the half that may be learned from."""
    half = [
        (score, target, one.truth)
        for one, (target, score) in zip(queries, likeliest, strict=True)
        if one.is_training
    ]
    steps = sorted({round(score, 3) for score, _, _ in half})

    def f1(step: float) -> float:
        return links((target if score >= step else None, truth) for score, target, truth in half).f1

    return max(steps[:: max(len(steps) // 200, 1)], key=f1)


def _from(threshold: float, queries: Sequence[Query], likeliest: Likeliest) -> Said:
    return [
        (target if score >= threshold else None, one)
        for one, (target, score) in zip(queries, likeliest, strict=True)
    ]


def _by_code(
    queries: list[Query], records: dict[str, Record]
) -> list[tuple[str | None, str | None]]:
    """Links of the half that was not learned from: by the code as reported, else by name."""
    linker = NameLinker(reader_of_pairs(), load_model(), names_of(records, former=True))
    by_code = {code: name for name, record in records.items() for code in record.codes}
    return [
        (_holder(one.code, by_code) or linker.decide(one.name), one.truth)
        for one in queries
        if not one.is_training
    ]


def _holder(code: str, by_code: dict[str, str]) -> str | None:
    """Who holds a code: as it stands, or the organisation code that is inside it."""
    inside = organisation_code(code) if len(code) == 18 else older_number(code)
    return by_code.get(code) or by_code.get(inside or "")


def slips() -> None:
    """Misspelt names of simulated counties, each against the known firms of its county."""
    said: defaultdict[str, list[tuple[str | None, str | None]]] = defaultdict(list)
    model, reader, rng = load_model(), reader_of_home(), Random(SEED)  # noqa: S311
    for county, firms in simulated_counties(SEED, FIRMS):
        maker = Slips(one.name for one in firms)
        known = {one.name for one in firms if rng.random() < 0.8}
        linker = NameLinker(reader, model, [(one, one) for one in sorted(known)], county)
        for firm in firms:
            name, kind = maker.misspelt(firm.name, firm.short_name, rng)
            truth = firm.name if firm.name in known else None
            said[kind].append((linker.decide(name, as_in_a_county=True), truth))
            said["all"].append(said[kind][-1])
    for kind, answers in sorted(said.items()):
        print(f"  {kind:24}{len(answers):6}  {links(answers)}")


if __name__ == "__main__":
    main()
