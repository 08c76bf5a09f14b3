"""How well people are hidden: python benchmarks/warehouse/masking.py [--planted 1000] [--seed 1].

Names, telephones, identity numbers and addresses are planted into sentences that were written
without the rules, some inside real findings; each that is still to be read is listed. ``told.yaml``
and half of ``held.yaml`` were looked at while the masker was made, the other half only measures it.
Names are of Faker's lists, as common as in the population, or of lists the masker never saw. On
real ledgers, wordings and simulated texts, which name nobody, every masked text is listed.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
import re
import string
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import openpyxl
from faker.providers.person.zh_CN import Provider

from zhiben.documents import read_yaml
from zhiben.masking import mask_text
from zhiben.simulation.catalog import load_catalog

HERE = Path(__file__).parent
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
sys.path.insert(0, str(HERE.parent / "matching"))
from texts import wordings  # noqa: E402 - the benchmarks are no package

TOLD = read_yaml((HERE / "told.yaml").read_text(encoding="utf-8"))
HELD = read_yaml((HERE / "held.yaml").read_text(encoding="utf-8"))
SHAPES = {
    "told": TOLD["sentences"],
    "seen": HELD["seen"],
    "held": HELD["held"],
    "fresh": HELD["fresh"],
}
SLOT = re.compile(r"\{(\w+)\}")
SPOKEN = str.maketrans("0123456789", "零一二三四五六七八九")
WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")


@dataclass(frozen=True)
class Planted:
    """A thing that leads to a person, as it stands in the text."""

    kind: str
    words: str

    def is_hidden(self, masked: str) -> bool:
        """Whether it can no longer be read."""
        if self.kind == "name":
            rest = self.words[2:]
            return self.words not in masked and not (rest and f"**{rest}" in masked)
        return self.words not in masked and _figures(self.words) not in _figures(masked)


def _figures(words: str) -> str:
    plain = words.translate(
        {
            ord(wide): narrow
            for narrow, wide in zip("0123456789", "０１２３４５６７８９", strict=True)
        }
    )
    return re.sub(r"[^0-9A-Za-z@.*零一二三四五六七八九]", "", plain)


KINDS = ("common", "simulated", "compound", "rare surname", "word as given name")
OFTEN = (85, 5, 4, 3, 3)


def halved(words: Sequence[str], is_held: bool) -> list[str]:
    """Every other word: those of one half were seen while the masker was made."""
    return sorted(set(words))[is_held::2]


def person(rng: random.Random, kind: str, is_held: bool) -> str:
    """A name of ``kind``."""
    surname = rng.choices(list(Provider.last_names), list(Provider.last_names.values()))[0]
    given = rng.choice(halved(Provider.first_names, is_held))
    if kind == "simulated":
        lists = load_catalog().lists
        return str(rng.choice(lists["surnames"])) + str(rng.choice(lists["given"]))
    if kind == "compound":
        compounds = [one for one in HELD["surnames"] if len(one) > 1]
        return rng.choice([*compounds, "欧阳", "上官", "司马", "诸葛"]) + given
    if kind == "rare surname":
        return rng.choice(halved([*HELD["surnames"], *TOLD["surnames"]], is_held)) + given
    if kind == "word as given name":
        return surname + rng.choice(halved([*HELD["given"], *TOLD["given"]], is_held))
    return surname + given


def mobile(rng: random.Random) -> str:
    """A mobile number in one of the spellings people use."""
    digits = "1" + rng.choice("3456789") + "".join(rng.choices(string.digits, k=9))
    a, b, c = digits[:3], digits[3:7], digits[7:]
    ways = [digits] * 6 + [f"{a} {b} {c}", f"{a}-{b}-{c}", f"+86 {digits}", f"{a}　{b}　{c}"]
    ways += [digits.translate(WIDE), f"{a}-{b}-{c}".translate(WIDE), digits.translate(SPOKEN)]
    return rng.choice([*ways, f"{digits[:4]} {digits[4:7]} {digits[7:]}", f"{a}.{b}.{c}"])


def landline(rng: random.Random) -> str:
    """A landline of the city, or of another."""
    area = rng.choice(["0394", "0371", "010", "021"])
    local = rng.choice("2345678") + "".join(rng.choices(string.digits, k=7 if area < "03" else 6))
    ways = [f"{area}-{local}", f"({area}){local}", f"{area} {local}", f"{area}{local}"]
    return rng.choice([*ways, f"（{area}）{local}", f"{area}-{local}".translate(WIDE)])


def identity(rng: random.Random) -> str:
    """An identity number of 18 characters with its check digit."""
    born = date(1955, 1, 1) + timedelta(days=rng.randrange(18_000))
    first = rng.choice(["411602", "412722", "410105", "340104", "110108"])
    body = f"{first}{born:%Y%m%d}{rng.randrange(1000):03d}"
    total = sum(int(one) * pow(2, 17 - place, 11) for place, one in enumerate(body))
    number = body + "10X98765432"[total % 11]
    spaced = f"{number[:6]} {number[6:14]} {number[14:]}"
    return rng.choice([number, number, number, number.lower(), spaced, number.translate(WIDE)])


def old_identity(rng: random.Random) -> str:
    """An identity number of 15 digits."""
    born = date(1955, 1, 1) + timedelta(days=rng.randrange(15_000))
    return f"412722{born:%y%m%d}{rng.randrange(1000):03d}"


def account(rng: random.Random) -> str:
    """A name that somebody chose for a service."""
    return (
        rng.choice("abwxyz")
        + "".join(rng.choices(string.ascii_lowercase + "_", k=4))
        + "86"
        + rng.choice("ab9")
    )


MAKERS = {
    "mobile": mobile,
    "landline": landline,
    "id": identity,
    "old_id": old_identity,
    "wechat": account,
    "qq": lambda rng: str(rng.randrange(10**7, 10**10)),
    "mail": lambda rng: f"{account(rng)}@{rng.choice(['qq.com', '163.com', 'zk.gov.cn'])}",
    "plate": lambda rng: f"豫P{''.join(rng.choices('0123456789ABCDEFGH', k=5))}",
}


def told(
    rng: random.Random, shapes: Sequence[str], kind: str, findings: list[str], is_held: bool
) -> tuple[str, list[Planted]]:
    """A sentence with what is planted in it, one in three inside a real finding."""
    planted: list[Planted] = []

    def fill(slot: re.Match[str]) -> str:
        what = slot[1].rstrip("0123456789")
        of = kind or rng.choices(KINDS, OFTEN)[0]
        words = person(rng, of, is_held) if what == "name" else MAKERS[what](rng)
        planted.append(Planted(what, words))
        return words

    sentence = SLOT.sub(fill, str(rng.choice(shapes)))
    if findings and rng.random() < 1 / 3:
        sentence = rng.choice(["{0}，{1}", "{1}；{0}", "{1}。{0}"]).format(
            sentence, rng.choice(findings)
        )
    return sentence, planted


def recall(
    count: int, seed: int, shapes: str, kind: str, findings: list[str], known: int
) -> Counter[str]:
    """Plant ``count`` things and print those that are not hidden, then how many are."""
    rng = random.Random(seed)  # noqa: S311 - the same sentences every time
    hidden: Counter[str] = Counter()
    every: Counter[str] = Counter()
    while every.total() < count:
        sentence, planted = told(rng, SHAPES[shapes], kind, findings, shapes in {"held", "fresh"})
        names = [one.words for one in planted if one.kind == "name"]
        masked = mask_text(sentence, names[:known])
        for one in planted:
            every[one.kind] += 1
            hidden[one.kind] += one.is_hidden(masked)
            if not one.is_hidden(masked):
                print(f"  {one.kind} {one.words}: {masked[:80]}")
    by_kind = ", ".join(f"{kind} {hidden[kind]}/{every[kind]}" for kind in every)
    share = hidden.total() / every.total()
    print(f"{shapes} {kind or 'as often as they are'}, {known} known: {share:.4f} ({by_kind})")
    return hidden


def real_texts() -> Iterator[tuple[str, str]]:
    """Texts of real ledgers, each once, with where they are from."""
    with gzip.open(DATA / "shenzhen-hazard-text" / "train_shared.csv.gz", "rt") as file:
        yield from {("shenzhen", row["content"]): None for row in csv.DictReader(file)}
    for folder in ("railway-hazard-ledger", "shandong-env-penalties"):
        for path in sorted((DATA / folder).glob("*.xlsx")):
            sheets = openpyxl.load_workbook(path, read_only=True).worksheets
            cells = (cell for sheet in sheets for row in sheet.values for cell in row)
            yield from {(folder, text): None for text in cells if isinstance(text, str)}


def simulated_texts() -> Iterator[tuple[str, str]]:
    """Texts of the simulation's findings."""
    text = (HERE.parents[1] / "plugins/zhiben/simulation/data/hazards.yaml").read_text("utf-8")
    yield from (
        ("simulated", one) for one in sorted(set(re.findall(r"[\u4e00-\u9fff，、（）]{5,}", text)))
    )


def precision(texts: Iterator[tuple[str, str]]) -> None:
    """Print which spans are masked in texts that name nobody, or should not."""
    seen: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    for folder, text in texts:
        masked = mask_text(text)
        seen[folder] += 1
        if masked != text:
            changed[folder] += 1
            print(f"  {folder}: {text[:60]!r} → {masked[:60]!r}")
    print(f"texts changed: {dict(changed)} of {dict(seen)}")


def written_texts() -> Iterator[tuple[str, str]]:
    """The wordings that the matching learns from."""
    yield from {("wordings", text): None for one in wordings() for text in one.texts}


def cost(texts: Sequence[str]) -> None:
    """Print what processor time it takes to mask texts that were not seen before."""
    began = time.process_time()
    for text in texts:
        mask_text(text)
    took = time.process_time() - began
    print(
        f"{len(texts)} texts, {sum(map(len, texts)) / len(texts):.0f} characters each: {took:.1f} s"
    )


def main() -> None:
    """What is hidden, what is hidden without need, and what it costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--planted", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["recall", "precision", "cost"])
    wanted = parser.parse_args()
    real = list(real_texts()) if DATA.is_dir() else []
    findings = [text for folder, text in real if folder == "shenzhen"]
    if wanted.only in {None, "recall"}:
        for shapes in SHAPES:
            for known in (0, 1, 9):
                recall(wanted.planted, wanted.seed, shapes, "", findings, known)
        for kind in KINDS:
            recall(wanted.planted, wanted.seed, "held", kind, findings, 0)
    if wanted.only in {None, "precision"}:
        precision(iter([*simulated_texts(), *written_texts(), *real]))
    if wanted.only in {None, "cost"}:
        some = [text for _, text in written_texts()]
        cost(
            [
                f"{one}，{other}，{third}"
                for one, other, third in zip(some, some[1000:], some[2000:], strict=False)
            ][:100_000]
        )


if __name__ == "__main__":
    main()
