"""How well people are hidden: python benchmarks/warehouse/masking.py [--planted 1000] [--seed 1].

Names, telephones, identity numbers and addresses are planted into sentences of ``told.yaml``, which
were written without the rules, and into real findings; each that is still to be read is listed. On
real ledgers and simulated texts, which name nobody, every masked span is listed.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
import re
import string
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import openpyxl

from zhiben.documents import read_yaml
from zhiben.masking import mask_text
from zhiben.simulation.catalog import load_catalog

HERE = Path(__file__).parent
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
TOLD = read_yaml((HERE / "told.yaml").read_text(encoding="utf-8"))
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


def person(rng: random.Random) -> str:
    """A name: half of them of the simulation's, half of others."""
    lists = load_catalog().lists if rng.random() < 0.5 else TOLD
    return str(rng.choice(lists["surnames"])) + str(rng.choice(lists["given"]))


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
    "name": person,
    "mobile": mobile,
    "landline": landline,
    "id": identity,
    "old_id": old_identity,
    "wechat": account,
    "qq": lambda rng: str(rng.randrange(10**7, 10**10)),
    "mail": lambda rng: f"{account(rng)}@{rng.choice(['qq.com', '163.com', 'zk.gov.cn'])}",
    "plate": lambda rng: f"豫P{''.join(rng.choices('0123456789ABCDEFGH', k=5))}",
}


def told(rng: random.Random, findings: list[str]) -> tuple[str, list[Planted]]:
    """A sentence with what is planted in it, one in three inside a real finding."""
    planted: list[Planted] = []

    def fill(slot: re.Match[str]) -> str:
        kind = slot[1].rstrip("0123456789")
        planted.append(Planted(kind, MAKERS[kind](rng)))
        return planted[-1].words

    sentence = SLOT.sub(fill, str(rng.choice(TOLD["sentences"])))
    if findings and rng.random() < 1 / 3:
        sentence = rng.choice(["{0}，{1}", "{1}；{0}", "{1}。{0}"]).format(
            sentence, rng.choice(findings)
        )
    return sentence, planted


def cases(count: int, seed: int, findings: list[str]) -> Iterator[tuple[str, list[Planted]]]:
    """Sentences until ``count`` things are planted."""
    rng = random.Random(seed)  # noqa: S311 - the same sentences every time
    while count > 0:
        sentence, planted = told(rng, findings)
        count -= len(planted)
        yield sentence, planted


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


def recall(count: int, seed: int, findings: list[str], known: int) -> None:
    """Print how many of the planted things are hidden, and those that are not."""
    hidden: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for sentence, planted in cases(count, seed, findings):
        names = [one.words for one in planted if one.kind == "name"]
        masked = mask_text(sentence, names[:known])
        for one in planted:
            every[one.kind] += 1
            hidden[one.kind] += one.is_hidden(masked)
            if not one.is_hidden(masked):
                print(f"  {one.kind} {one.words}: {masked}")
    told_of = ", ".join(f"{kind} {hidden[kind]}/{every[kind]}" for kind in every)
    share = hidden.total() / every.total()
    print(f"hidden {hidden.total()} of {every.total()} ({share:.4f}): {told_of}")


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


def main() -> None:
    """Both ways, then the other texts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--planted", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    findings = (
        [text for folder, text in real_texts() if folder == "shenzhen"] if DATA.is_dir() else []
    )
    for known, words in ((0, "no name"), (1, "the first name"), (9, "every name")):
        print(f"\nOf each text, {words} is known from a column of people:")
        recall(wanted.planted, wanted.seed, findings, known)
    print("\nTexts that name nobody:")
    precision(simulated_texts())
    if DATA.is_dir():
        precision(real_texts())


if __name__ == "__main__":
    main()
