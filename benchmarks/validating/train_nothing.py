"""Learns the judgement "states no hazard" anew and writes it where the night reads it.

Needs ``../shared/data``; no text of it gets into the files. The card says from what the model was
learned, when, and how it did in folds.
"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime

import numpy as np
from benchmarks.validating import labelled
from benchmarks.validating.labelled import DATA
from benchmarks.validating.learning import PRECISION, PRECISION_ALONE, learn
from benchmarks.validating.nothing import nested, score

from zhiben.validating.nothing import Model
from zhiben.validating.nothing.model import CARD, WEIGHTS
from zhiben.validating.nothing.traits import fingerprint


def write(model: Model, card: dict[str, object]) -> None:
    """The weights, and the card with all the rest."""
    np.savez_compressed(WEIGHTS, weights=model.weights.astype(np.float16))
    CARD.write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", "utf-8")


def main() -> None:
    """Learns, tries in folds, writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--version", required=True, help="of the model, such as 2")
    arguments = parser.parse_args()
    known = labelled.read(DATA)
    model = learn(known)
    thrown = nested(known, seed=0)
    card = {
        "name": "states-no-hazard",
        "version": arguments.version,
        "learned_on": datetime.now(UTC).date().isoformat(),
        "learned_from": f"shenzhen-hazard-text, {len(known.texts)} texts",
        "data_sha256": labelled.digest(DATA),
        "traits": fingerprint(),
        "bias": model.bias,
        "threshold": model.threshold,
        "threshold_alone": model.threshold_alone,
        "precision_asked": PRECISION,
        "precision_asked_alone": PRECISION_ALONE,
        "in_nested_folds": score(thrown.with_item, known.is_nothing)._asdict(),
        "in_nested_folds_alone": score(thrown.alone, known.is_nothing)._asdict(),
    }
    write(model, card)
    print(json.dumps(card, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
