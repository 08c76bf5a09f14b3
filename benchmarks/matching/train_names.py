"""Trains the weights by which enterprise names are compared, and finds the thresholds.

    .venv/bin/python benchmarks/matching/train_names.py [--write]

Learns from one half of the real pairs (which half a record is in is decided by its hash) and from
simulated counties with slips, of another seed than the benchmark's. Logistic regression with L2
and signs that are known beforehand, so that more likeness never means less. ``--write`` replaces
the model that ships.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).parents[2]))

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

from zhiben.matching.names import Choice, NameModel, NameParts, NameReader, conflict
from zhiben.matching.names.compare import FEATURES, features
from zhiben.matching.names.model import SHIPPED

SEED = 101
AGAINST = frozenset(
    {
        "short_trade_other",
        "trade_and_industry_other",
        "industry_other",
        "division_other",
        "form_other",
        "town_other",
    }
)
FIRMS = 250  # a county
PRECISION_MADE = 0.995  # wanted within a simulated county
PRECISION_REVIEW = 0.25  # of what is not sure, and worth a person's look
MARGIN = 0.5
WEIGHT_OF_MADE = 0.2  # of the simulated examples, all together, beside the real ones
Example = tuple[NameParts, NameParts, bool]


def main() -> None:
    """Train, find thresholds, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    queries, records = real_pairs()
    reader = reader_of_pairs()
    rarity = _rarity([reader.read(one.truth or one.name).trade for one in _half(queries)])
    plain = NameModel("", (0.0,) * len(FEATURES), 0.0, rarity, 1.0, 1.0, 0.0)
    real = list(_real_examples(_half(queries), records, reader, plain))
    made = list(_made_examples(plain))
    weights, bias = _fit([(real, 1.0), (made, WEIGHT_OF_MADE * len(real) / len(made))], rarity)
    draft = NameModel("", weights, bias, rarity, 0.0, 0.0, MARGIN)
    same, review, figures = _thresholds(_half(queries), records, reader, draft)
    print(json.dumps(dict(zip(FEATURES, np.round(weights, 2).tolist(), strict=True)), indent=1))
    print("bias", round(bias, 2), "same", same, "review", review, figures)
    if asked.write:
        _write(weights, bias, rarity, same, review, figures)


def _half(queries: Iterable[Query]) -> list[Query]:
    return [one for one in queries if one.is_training]


def names_of(records: dict[str, Record], *, former: bool) -> list[tuple[str, str]]:
    """(name, record) of every name, former ones after today's."""
    today = [(name, name) for name in sorted(records)]
    before = [(one, name) for name, record in sorted(records.items()) for one in record.former]
    return [*today, *before] if former else today


def _real_examples(
    queries: list[Query], records: dict[str, Record], reader: NameReader, model: NameModel
) -> Iterator[Example]:
    linker = NameLinker(reader, model, names_of(records, former=True))
    for name, truth in sorted({(one.name, one.truth or "") for one in queries}):
        for known, target in linker.candidates(name):
            if known != name and not conflict(reader.read(name), reader.read(known)):
                yield reader.read(name), reader.read(known), target == truth


def _made_examples(model: NameModel) -> Iterator[Example]:
    reader = reader_of_home()
    for linker, name, truth in _misspelt(model):
        for other, target in linker.candidates(name):
            if other != name and not conflict(reader.read(name), reader.read(other)):
                yield reader.read(name), reader.read(other), target == truth


def _misspelt(model: NameModel) -> Iterator[tuple[NameLinker, str, str | None]]:
    """Misspelt names with all of their county, a fifth of whose firms are not known."""
    reader, rng = reader_of_home(), Random(SEED)  # noqa: S311 - reproducible
    for county, firms in simulated_counties(SEED, FIRMS):
        slips = Slips(one.name for one in firms)
        known = {one.name for one in firms if rng.random() < 0.8}
        linker = NameLinker(reader, model, [(one, one) for one in sorted(known)], county)
        for firm in firms:
            name, _ = slips.misspelt(firm.name, firm.short_name, rng)
            yield linker, name, firm.name if firm.name in known else None


def _rarity(trades: list[str]) -> dict[str, float]:
    counts = Counter(char for trade in trades for char in set(trade))
    every = len(trades)
    return {char: round(math.log(every / times), 1) for char, times in sorted(counts.items())}


def _fit(
    sets: list[tuple[list[Example], float]], rarity: dict[str, float]
) -> tuple[tuple[float, ...], float]:
    """Weights and bias of the likeliest model, each set of examples weighing as said."""
    rows = [
        (*features(one, other, rarity), 1.0) for examples, _ in sets for one, other, _ in examples
    ]
    values = np.array(rows)
    truth = np.array([float(is_same) for examples, _ in sets for *_, is_same in examples])
    weight = np.concatenate([np.full(len(examples), each) for examples, each in sets])
    signs = [(None, 0.0) if name in AGAINST else (0.0, None) for name in FEATURES]

    def loss(w: Any) -> tuple[float, Any]:  # noqa: ANN401 - scipy's own arrays
        odds = values @ w
        cost = weight @ (np.logaddexp(0, odds) - truth * odds) + w[:-1] @ w[:-1] / 2
        slope = values.T @ (weight * (1 / (1 + np.exp(-odds)) - truth))
        slope[:-1] += w[:-1]
        return float(cost), slope

    start = np.zeros(len(FEATURES) + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[*signs, (None, None)])
    return tuple(round(float(one), 4) for one in found.x[:-1]), round(float(found.x[-1]), 4)


def _thresholds(
    queries: list[Query], records: dict[str, Record], reader: NameReader, model: NameModel
) -> tuple[float, float, dict[str, float]]:
    """``same``, where F1 is best on real names, if it is precise enough within a county.

    ``review`` is the lowest score from which on enough of what lies below ``same`` is right.
    """
    linker = NameLinker(reader, model, names_of(records, former=True))
    real = [(linker.choose(one.name), one.truth) for one in queries if one.name not in records]
    linked = sum(truth is not None for _, truth in real)
    clear = _ranked((one, truth) for one, truth in real if one.is_clear)
    made = _ranked((one, truth) for one, truth in _made_choices(model) if one.is_sure)
    right = np.cumsum([is_right for _, is_right in clear])
    best = int(np.argmax(2 * right / (np.arange(1, len(clear) + 1) + linked)))
    same = max(clear[best][0], _lowest(made, PRECISION_MADE))
    taken = [is_right for score, is_right in clear if score >= same]
    figures = {
        "precision": round(sum(taken) / len(taken), 4),
        "recall": round(sum(taken) / linked, 4),
    }
    rest = [(score, is_right) for score, is_right in _ranked(real) if score < same]
    return round(same, 4), round(_lowest(rest, PRECISION_REVIEW), 4), figures


def _ranked(choices: Iterable[tuple[Choice[str], str | None]]) -> list[tuple[float, bool]]:
    """Score and whether the choice is right, the best first."""
    told = ((one.score, one.best == truth) for one, truth in choices if one.best is not None)
    return sorted(told, reverse=True)


def _lowest(ranked: list[tuple[float, bool]], wanted: float) -> float:
    """The lowest score from which on the share of right choices is as wanted."""
    right = np.cumsum([is_right for _, is_right in ranked]) / np.arange(1, len(ranked) + 1)
    return ranked[int(np.max(np.nonzero(right >= wanted)[0]))][0]


def _made_choices(model: NameModel) -> Iterator[tuple[Choice[str], str | None]]:
    for linker, name, truth in _misspelt(model):
        yield linker.choose(name), truth


def _write(
    weights: tuple[float, ...],
    bias: float,
    rarity: dict[str, float],
    same: float,
    review: float,
    figures: dict[str, float],
) -> None:
    said: dict[str, Any] = {
        "weights": dict(zip(FEATURES, weights, strict=True)),
        "bias": bias,
        "same": same,
        "review": review,
        "margin": MARGIN,
        "training_half": figures,
        "rarity": rarity,
    }
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:8]
    text = json.dumps({"version": f"names-{digest}", **said}, ensure_ascii=False)
    SHIPPED.write_text(text.replace('"rarity"', '\n"rarity"') + "\n", encoding="utf-8")
    print("wrote", SHIPPED.name, SHIPPED.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
