"""Learns how to tell names in findings: python benchmarks/warehouse/train_masking.py [--write].

Names are made of the surnames and characters of ``people.yaml`` and planted into real findings and
into the wordings of ``benchmarks/matching/wordings``, which name nobody; some stand beside names of
towns, villages and firms. Every other place that begins with a surname is a place without a name.
How common words are is counted in the same texts. Half of the real findings and a tenth of the
wordings are held out to measure. What the benchmark ``masking.py`` plants is made another way.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import openpyxl
import rjieba
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from zhiben.documents import read_yaml
from zhiben.masking.candidates import Candidate, candidates
from zhiben.masking.people import MODEL, NameModel, listed
from zhiben.masking.segments import LONGEST_WORD, Lexicon, is_word, kind_of
from zhiben.masking.words import is_han, people_words

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "matching"))
from texts import wordings  # noqa: E402 - the benchmarks are no package

FRAMES = read_yaml((HERE / "frames.yaml").read_text(encoding="utf-8"))
BEFORE = ["", "", " ", *FRAMES["before"].split()]
BEHIND = ["", "", " ", *FRAMES["behind"].split()]
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
RARE_PAIR = 5
OFTEN = 7  # a finding is learned from three times, so a trait of two findings says nothing yet
PAIRS = (("（", "）"), ("(", ")"), ("“", "”"), ("【", "】"), ("-", ""), ("，", "，"))
BREAKS = re.compile("[，。；、：,;]")
LISTS = ("、", "、", "和", "与", "及", "，", " ")


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


@cache
def told() -> list[str]:
    """The wordings written for the matching, each text once."""
    return sorted({text for one in wordings() for text in one.texts})


@cache
def no_people() -> list[str]:
    """Names of what is nobody: towns, villages and firms."""
    with gzip.open(DATA / "divisions" / "streets.csv.gz", "rt") as file:
        towns = [row["name"] for row in csv.DictReader(file)]
    bare = [re.sub("(镇|乡|街道|办事处)$", "", town) for town in towns]
    villages = [
        f"{town}{end}"
        for town in bare
        for end in ("村", "社区", "庄", "村委会", "路", "大桥", "隧道", "站")
    ]
    with gzip.open(DATA / "company-name-pairs" / "pairs_shared.csv.gz", "rt") as file:
        firms = [value for row in csv.reader(file) for value in row if "公司" in value]
    return sorted({one for one in (*towns, *villages, *firms) if 2 <= len(one) <= 30})


@cache
def given_words() -> list[str]:
    """Words of two characters of which given names are made: 建国, 和平."""
    given = sorted(people_words().given)
    return [a + b for a in given for b in given if is_word(a + b)]


@cache
def words_of_two() -> list[str]:
    """Words of two common characters: a name may be any."""
    some = common_characters()
    pairs = (a + b for a in some for b in some if is_word(a + b))
    return [word for word in pairs if kind_of(word)[:1] in {"n", "v", "a", "t"}]


@cache
def common_characters() -> list[str]:
    """The commonest characters of findings."""
    counted = Counter(one for text in (*findings(), *told()) for one in text if is_han(one))
    return [one for one, _ in counted.most_common(800)]


@cache
def characters() -> list[str]:
    """Han characters that a dictionary knows: a name may have any."""
    return [one for one in map(chr, range(0x4E00, 0x9FA6)) if is_word(one)]


@cache
def _surnames() -> tuple[list[str], list[str]]:
    """The surnames, the commonest first, and those of two characters."""
    words = people_words()
    return sorted(words.surnames, key=lambda one: words.surnames[one]), sorted(words.compounds)


def surname(rng: random.Random) -> str:
    """A surname: commoner ones oftener, any one time in four."""
    single, compound = _surnames()
    way = rng.random()
    if way < 0.05:
        return rng.choice(compound)
    if way < 0.07:
        return rng.choice(single[:40]) + rng.choice(single[:40])
    if way < 0.25:
        return rng.choice(single)
    return single[min(int(rng.expovariate(1 / 60)), len(single) - 1)]


def given(rng: random.Random, size: int) -> str:
    """A given name: of the characters of such, of a word, or of any character."""
    way = rng.random()
    if size == 2 and way < 0.2:
        return rng.choice(given_words() if way < 0.15 else words_of_two())
    return "".join(rng.choice(_some(rng.random())) for _ in range(size))


def _some(way: float) -> list[str]:
    """Characters: of given names most often, of findings, or any."""
    if way < 0.93:
        return sorted_given()
    return common_characters() if way < 0.98 else characters()


@cache
def sorted_given() -> list[str]:
    """The characters of given names."""
    return sorted(people_words().given)


def name(rng: random.Random) -> str:
    """A name, two times in three with two characters behind the surname."""
    first = surname(rng)
    is_pair = len(first) > 1 and first not in people_words().compounds
    return first + given(rng, 2 if is_pair or rng.random() < 0.65 else 1)


@dataclass(frozen=True)
class Case:
    """A text and where in it names stand."""

    text: str
    spans: frozenset[tuple[int, int]]


def planted(text: str, rng: random.Random) -> Case:
    """``text`` with some names in it, between two of its words or at a break."""
    if rng.random() < 0.25:
        at = rng.choice(_breaks(text))
        text = text[:at] + rng.choice(no_people()) + text[at:]
    if rng.random() < 0.3:
        return Case(text, frozenset())
    if rng.random() < 0.5:
        return _with(text, rng.choice([0, len(text), *_between(text)]), "", "", rng)
    if rng.random() < 0.1:
        return _with(text, rng.choice(_breaks(text)), *rng.choice(PAIRS), rng)
    role = rng.choice(sorted(people_words().roles)) if rng.random() < 0.3 else ""
    mark = rng.choice(["", "", "", "：", ":", "为", "是", " ", "，"]) if role else ""
    lead = rng.choice(BEFORE) + role + mark
    return _with(text, rng.choice(_breaks(text)), lead, rng.choice(BEHIND), rng)


def _with(text: str, at: int, lead: str, behind: str, rng: random.Random) -> Case:
    """``text`` with ``lead``, a list of one to three names, and ``behind`` at a place of it."""
    whole, spans = text[:at] + lead, set()
    for place in range(rng.choice([1, 1, 1, 1, 2, 2, 3])):
        whole += rng.choice(LISTS) if place else ""
        person = name(rng)
        spans.add((len(whole), len(whole) + len(person)))
        whole += person
    return Case(whole + behind + text[at:], frozenset(spans))


def _breaks(text: str) -> list[int]:
    return [0, len(text), *(found.end() for found in BREAKS.finditer(text))]


def _between(text: str) -> list[int]:
    """The places between two words of ``text``."""
    return [place for _, _, place in rjieba.tokenize(text, "default", False)]


def carriers(texts: list[str], count: int, rng: random.Random) -> list[str]:
    """``count`` texts, some of two wordings."""
    return [
        rng.choice(["，", "；", "。", ""]).join(rng.sample(texts, rng.choice([1, 1, 2])))
        for _ in range(count)
    ]


def lexicon_of(texts: list[str]) -> Lexicon:
    """How common words are in ``texts``; two characters often side by side are a word too."""
    counted = Counter(word for text in texts for word in _pieces(text))
    total = counted.total()
    kept = {
        word: round(math.log(count / total), 1)
        for word, count in sorted(counted.items())
        if count > 1 and len(word) <= LONGEST_WORD and all(map(is_han, word))
        if count > RARE_PAIR or len(word) == 1 or is_word(word)
    }
    return Lexicon(kept, round(math.log(0.2 / total), 1), round(math.log(0.02 / total), 1))


def _pieces(text: str) -> Iterator[str]:
    """The words of ``text``, and each two single characters side by side."""
    words = rjieba.cut(text, False)
    yield from words
    yield from (a + b for a, b in pairwise(words) if len(a) == len(b) == 1)


@dataclass(frozen=True)
class Example:
    """What may be a name, and what it is: one, none, or a wrong cut of one that is there."""

    one: Candidate
    is_name: bool
    is_beside: bool


def examples(some: list[Case], lexicon: Lexicon) -> Iterator[Example]:
    """Every candidate and what it is."""
    for case in some:
        for one in candidates(case.text, lexicon):
            is_name = (one.start, one.end) in case.spans
            overlaps = any(one.start < end and start < one.end for start, end in case.spans)
            yield Example(one, is_name, overlaps and not is_name)


def learn(some: list[Example], strength: float) -> dict[str, float]:
    """Weights of traits, most of them nothing and left out."""
    vectors = DictVectorizer(dtype=np.float32)
    often = Counter(trait for each in some for trait in set(each.one.traits))
    matrix = vectors.fit_transform(
        dict.fromkeys((one for one in each.one.traits if often[one] >= OFTEN), 1.0) for each in some
    )
    matrix.indices, matrix.indptr = matrix.indices.astype("i4"), matrix.indptr.astype("i4")
    model = LogisticRegression(solver="liblinear", l1_ratio=1, C=strength, random_state=0)
    model.fit(matrix, np.array([each.is_name for each in some]))
    weights = dict(zip(vectors.get_feature_names_out(), model.coef_[0], strict=True))
    kept = {trait: round(float(one), 2) for trait, one in weights.items() if abs(one) >= 0.05}
    return {"": round(float(model.intercept_[0]), 2), **dict(sorted(kept.items()))}


def judged(some: list[Case], model: NameModel) -> tuple[int, int, int]:
    """Names planted, of them hidden whole, and texts with a place taken for one wrongly."""
    names = found = wrong = 0
    for case in some:
        got = {(one.start, one.end) for one in listed(case.text, model)}
        hidden = {place for span in got for place in range(*span)}
        names += len(case.spans)
        found += sum(hidden.issuperset(range(*span)) for span in case.spans)
        wrong += bool(got - case.spans)
    return names, found, wrong


def taught(real: list[str], worded: list[str], strength: float, size: int) -> NameModel:
    """A model of ``real`` findings and ``worded`` ones."""
    rng = random.Random(2)  # noqa: S311 - the same texts every time
    lexicon = lexicon_of([*real, *worded])
    bases = [*real * 2, *carriers(worded, size, rng)]
    bare = [Case(text, frozenset()) for text in (*real, *worded)]
    cases = [*bare, *(planted(text, rng) for text in bases)]
    some = list(examples(cases, lexicon))
    presence = learn([each for each in some if not each.is_beside], strength)
    extent = learn([each for each in some if each.is_name or each.is_beside], strength)
    return NameModel(presence, extent, 0.0, lexicon)


def measured(real: list[str], worded: list[str], strength: float, size: int) -> NameModel:
    """A model of half of the texts, after printing what it finds and what wrongly in the others."""
    half, most = len(real) // 2, len(worded) * 9 // 10
    model = taught(real[:half], worded[:most], strength, size)
    weights = len(model.presence) + len(model.extent)
    print(f"{weights} weights, {len(model.lexicon.words)} words")
    for threshold in (-2.0, -1.6, -1.0, 0.0):
        at = replace(model, threshold=threshold)
        print(f"threshold {threshold}")
        for kind, texts in (("real", real[half:]), ("worded", worded[most:])):
            held = [planted(text, random.Random(text)) for text in texts]  # noqa: S311
            names, found, _ = judged(held, at)
            wrong = judged([Case(text, frozenset()) for text in texts], at)[2]
            print(f"  {kind}: {found / names:.4f} of {names}, wrong in {wrong} of {len(texts)}")
    return model


def main() -> None:
    """Learn of half and measure on the other, or learn of all and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="learn of all, for zhiben")
    parser.add_argument("--half", type=Path, help="where to write the model of half")
    parser.add_argument("--strength", type=float, default=1.0)
    parser.add_argument("--size", type=int, default=15_000)
    parser.add_argument("--threshold", type=float, default=-2.0)
    wanted = parser.parse_args()
    rng = random.Random(1)  # noqa: S311
    real, worded = list(findings()), list(told())
    rng.shuffle(real)
    rng.shuffle(worded)
    learn_of = taught if wanted.write else measured
    model = learn_of(real, worded, wanted.strength, wanted.size)
    if wanted.write or wanted.half:
        write(MODEL if wanted.write else wanted.half, model, wanted.threshold)


def write(path: Path, model: NameModel, threshold: float) -> None:
    """Write the card of ``model``."""
    card = {
        "threshold": threshold,
        "rare": model.lexicon.rare,
        "unseen": model.lexicon.unseen,
        "presence": model.presence,
        "extent": model.extent,
        "words": model.lexicon.words,
    }
    path.write_text(json.dumps(card, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
