"""How well "states no hazard" is judged: five folds, near-equal texts on one side, nothing tuned on
the fold that is tried.

Weights and thresholds are learned inside the training folds (nested). The rules' words are not:
they were written by people who had seen all these texts. So the rules are also tried with only
those words that stand in an empty text of the training folds, which is less than anyone would have
written down.
"""

from __future__ import annotations

import argparse
import re
import time
from typing import NamedTuple

import numpy as np
from benchmarks.validating import labelled
from benchmarks.validating.labelled import DATA, Labelled, folds
from benchmarks.validating.learning import Flags, learn, tell

from zhiben.validating.nothing import reasons, why_nothing
from zhiben.validating.nothing.rules import EMPTY_WORDS, Lexicon
from zhiben.validating.nothing.texts import bare_text

DONE = re.compile("已整改|已更换|已处理")


class Score(NamedTuple):
    """How many texts were rightly thrown out, and how many of those to be thrown out were."""

    precision: float
    recall: float
    f1: float


class Thrown(NamedTuple):
    """Which texts are thrown out, by what."""

    by_rule: Flags
    by_few_rules: Flags
    by_model: Flags
    with_item: Flags
    with_few_rules: Flags
    alone: Flags


def score(thrown: Flags, is_nothing: Flags) -> Score:
    """Precision, recall and F1, to four places."""
    right = int((thrown & is_nothing).sum())
    of_thrown, of_nothing = right / max(1, thrown.sum()), right / is_nothing.sum()
    f1 = 2 * right / (thrown.sum() + is_nothing.sum())
    return Score(round(of_thrown, 4), round(of_nothing, 4), round(float(f1), 4))


def nested(known: Labelled, seed: int) -> Thrown:
    """Every text judged by rules and by a model whose weights and thresholds never saw it."""
    thrown = Thrown(*np.zeros((len(Thrown._fields), len(known.texts)), bool))
    for train, test in folds(known, seed):
        model = learn(known.at(train), seed + 1)
        told = tell(known.at(test), model)
        few = _by_few_rules(known.at(train), known.at(test))
        by_model, alone = told.scores >= model.threshold, told.scores_alone >= model.threshold_alone
        found = (
            told.by_rule,
            few,
            by_model,
            told.by_rule | by_model,
            few | by_model,
            told.by_rule_alone | alone,
        )
        for part, flags in zip(thrown, found, strict=True):
            part[test] = flags
    return thrown


def _by_few_rules(train: Labelled, test: Labelled) -> Flags:
    """What the rules find with only such empty words as stand in an empty text of ``train``."""
    empty = "\n".join(bare_text(train.texts[place]) for place in np.flatnonzero(train.is_nothing))
    words = {word: letter for word, letter in EMPTY_WORDS.letters.items() if word in empty}
    lexicon = Lexicon(words)
    return np.array([why_nothing(*pair, lexicon) is not None for pair in test.pairs()])


def finished_hazards(known: Labelled) -> Flags:
    """The real hazards whose text says that they were put right."""
    return np.array([bool(DONE.search(text)) for text in known.texts]) & ~known.is_nothing


def speed(known: Labelled) -> float:
    """Processor seconds that the judgement takes for 10,000 distinct texts, most with an item."""
    pairs = list(dict.fromkeys(known.pairs()))
    reasons(pairs[:1])  # reads the weights
    began = time.process_time()
    reasons(pairs)
    return (time.process_time() - began) / len(pairs) * 10_000


def main() -> None:
    """Prints how fast the judgement is, then a line for each seed and way of judging."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5, help="how many ways to cut the folds")
    arguments = parser.parse_args()
    known = labelled.read(DATA)
    done = finished_hazards(known)
    print(f"10,000 distinct texts: {speed(known):.2f} s of processor time")
    print(f"{'seed':5}{'by':16}{'precision':>10}{'recall':>8}{'F1':>8}  finished, thrown out")
    for seed in range(arguments.seeds):
        for way, thrown in nested(known, seed)._asdict().items():
            told = score(thrown, known.is_nothing)
            line = f"{told.precision:10.4f}{told.recall:8.4f}{told.f1:8.4f}"
            print(f"{seed:<5}{way:16}{line}  {(thrown & done).sum()} of {done.sum()}", flush=True)


if __name__ == "__main__":
    main()
