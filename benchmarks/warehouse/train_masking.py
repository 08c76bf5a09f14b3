"""Learns how to tell names in findings: python benchmarks/warehouse/train_masking.py [--write].

Names are made of the surnames and characters of ``people.yaml`` and planted into real findings,
which name nobody, some beside names of towns, villages and firms; every other place that begins
with a surname is a place without a name. Half of the texts are held out for the threshold. What the
benchmark ``masking.py`` plants is made another way.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import openpyxl
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from zhiben.documents import read_yaml
from zhiben.masking.candidates import Candidate, candidates, is_han, people_words
from zhiben.masking.people import MODEL, chosen, weigh

FRAMES = read_yaml((Path(__file__).parent / "frames.yaml").read_text(encoding="utf-8"))
BEFORE = ["", "", " ", *FRAMES["before"].split()]
BEHIND = ["", "", " ", *FRAMES["behind"].split()]
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


@cache
def findings() -> list[str]:
    """The real findings and penalties, each text once."""
    with gzip.open(DATA / "shenzhen-hazard-text" / "train_shared.csv.gz", "rt") as file:
        texts = {row["content"].strip() for row in csv.DictReader(file)}
    for path in sorted((DATA / "shandong-env-penalties").glob("*.xlsx")):
        sheets = openpyxl.load_workbook(path, read_only=True).worksheets
        cells = {cell for sheet in sheets for row in sheet.values for cell in row}
        penalties = sorted(cell[:120] for cell in cells if isinstance(cell, str))
        texts |= set(penalties[:: len(penalties) // 4000 or 1])
    return sorted(text for text in texts if 4 <= len(text) <= 200)


def name(rng: random.Random) -> str:
    """A name: commoner surnames oftener, two characters behind it three times in four."""
    words = people_words()
    surnames, given = list(words.surnames), sorted(words.given)
    first = surnames[min(int(rng.expovariate(1 / 50)), len(surnames) - 1)]
    if rng.random() < 0.03:
        first = rng.choice(sorted(words.compounds))
    size = 2 if rng.random() < 0.75 else 1
    return first + "".join(
        rng.choice(given) if rng.random() < 0.97 else rng.choice(characters()) for _ in range(size)
    )


@cache
def characters() -> list[str]:
    """Han characters of the findings: a name may have any."""
    return sorted({one for text in findings() for one in text if is_han(one)})


@cache
def no_people() -> list[str]:
    """Names of what is nobody: towns, villages and firms."""
    with gzip.open(DATA / "divisions" / "streets.csv.gz", "rt") as file:
        towns = [row["name"] for row in csv.DictReader(file)]
    villages = [f"{re.sub('(镇|乡|街道|办事处)$', '', town)}{end}" for town in towns
                for end in ("村", "社区", "庄", "村委会")]  # fmt: skip
    with gzip.open(DATA / "company-name-pairs" / "pairs_shared.csv.gz", "rt") as file:
        firms = [value for row in csv.reader(file) for value in row if "公司" in value]
    return sorted({one for one in (*towns, *villages, *firms) if 2 <= len(one) <= 30})


def planted(text: str, rng: random.Random) -> tuple[str, set[tuple[int, int]]]:
    """``text`` with up to two names in it, and where they stand."""
    if rng.random() < 0.4:
        breaks = [0, len(text), *(found.end() for found in re.finditer("[，。；、：]", text))]
        at = rng.choice(breaks)
        text = text[:at] + rng.choice(no_people()) + text[at:]
    if rng.random() < 0.35:
        return text, set()
    words = people_words()
    if rng.random() < 0.35:  # anywhere, so that what stands beside it says little
        at, person = rng.randint(0, len(text)), name(rng)
        return text[:at] + person + text[at:], {(at, at + len(person))}
    breaks = [0, len(text), *(found.end() for found in re.finditer("[，。；、：]", text))]
    at = rng.choice(breaks)
    role = rng.choice(sorted(words.roles)) if rng.random() < 0.4 else ""
    mark = rng.choice(["", "", "：", ":", "为", "是", " ", "，"]) if role else ""
    lead = rng.choice(BEFORE) + role + mark
    person, behind = name(rng), rng.choice(BEHIND)
    start = at + len(lead)
    whole = text[:at] + lead + person + behind + text[at:]
    spans = {(start, start + len(person))}
    if behind in {"、", "和", "与", "及"}:
        other, then = name(rng), rng.choice(BEHIND)
        second = start + len(person) + len(behind)
        whole = whole[:second] + other + then + text[at:]
        spans.add((second, second + len(other)))
    return whole, spans


Case = tuple[str, set[tuple[int, int]]]


def cases(texts: list[str], times: int, seed: int) -> list[Case]:
    """Texts with names planted, each text ``times`` times in other ways."""
    rng = random.Random(seed)  # noqa: S311 - the same texts every time
    return [planted(text, rng) for text in texts for _ in range(times)]


def examples(some: list[Case]) -> Iterator[tuple[Candidate, bool]]:
    """Every candidate and whether it is a name."""
    for text, spans in some:
        for one in candidates(text):
            yield one, (one.start, one.end) in spans


def learn(some: list[Case], strength: float) -> dict[str, float]:
    """Weights of traits, most of them nothing and left out."""
    told = list(examples(some))
    vectors = DictVectorizer()
    matrix = vectors.fit_transform(dict.fromkeys(one.traits, 1.0) for one, _ in told)
    matrix.indices, matrix.indptr = matrix.indices.astype("i4"), matrix.indptr.astype("i4")
    model = LogisticRegression(solver="liblinear", l1_ratio=1, C=strength, random_state=0)
    model.fit(matrix, np.array([is_name for _, is_name in told]))
    weights = dict(zip(vectors.get_feature_names_out(), model.coef_[0], strict=True))
    kept = {trait: round(float(one), 2) for trait, one in weights.items() if abs(one) >= 0.05}
    return {"": round(float(model.intercept_[0]), 2), **dict(sorted(kept.items()))}


def judged(some: list[Case], weights: dict[str, float], threshold: float) -> tuple[int, int, int]:
    """Names planted, of them found as they stand, and places taken for a name wrongly."""
    names = found = wrong = 0
    for text, spans in some:
        weighed = [(weigh(one, weights), one) for one in candidates(text)]
        got = {(one.start, one.end) for one in chosen(weighed, threshold)}
        names, found, wrong = names + len(spans), found + len(spans & got), wrong + len(got - spans)
    return names, found, wrong


def main() -> None:
    """Learn, try thresholds on what is held out, and write the weights where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--strength", type=float, default=2.0)
    parser.add_argument("--threshold", type=float, default=0.0)
    wanted = parser.parse_args()
    texts = findings()
    random.Random(1).shuffle(texts)  # noqa: S311
    half = len(texts) // 2
    weights = learn(cases(texts[:half], 4, 2), wanted.strength)
    held, bare = cases(texts[half:], 1, 3), [(text, set()) for text in texts[half:]]
    print(f"{len(weights)} weights from {half} texts, {len(held)} held out")
    for threshold in (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0):
        names, found, wrong = judged(held, weights, threshold)
        as_they_are = judged(bare, weights, threshold)[2]
        print(
            f"{threshold:5} found {found / names:.4f} of {names}, wrong {wrong} in planted texts, "
            f"{as_they_are} in {len(bare)} as they are"
        )
    if wanted.write:
        weights = learn(cases(texts, 5, 2), wanted.strength)
        card = {"threshold": wanted.threshold, "weights": weights}
        MODEL.write_text(json.dumps(card, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
