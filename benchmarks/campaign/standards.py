"""How well texts are matched against the clauses of judgement standards.

``python benchmarks/campaign/standards.py`` says precision and recall on the labelled texts beside
it, by half and by what the texts are; ``--misses`` lists every lead that is wrong or lacking.
``--real`` counts the leads in the real texts of ``../shared/data``, ``--sample N`` prints a sample
of texts that were flagged, for reading.
"""

from __future__ import annotations

import argparse
import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import yaml

from zhiben.campaign.leads import Lead, LeadReader
from zhiben.campaign.standards import load_standards
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.vocabulary.wording import load_wording

HERE = Path(__file__).parent
DATA = HERE.parents[2] / "shared" / "data"
REAL = DATA / "shenzhen-hazard-text" / "train_shared.csv.gz"
DAY = date(2025, 3, 1)
HALVES = ("tuned", "held_out")


@dataclass(frozen=True)
class Labelled:
    """A text with its half, what it is, and the clause it suggests (empty: none)."""

    half: str
    kind: str
    text: str
    clause: str
    found_on: date
    industry: str | None


def labelled() -> Iterator[Labelled]:
    """Every text of ``texts.yaml``."""
    for group in yaml.safe_load((HERE / "texts.yaml").read_text(encoding="utf-8")):
        for half in HALVES:
            for kind, texts in group.get(half, {}).items():
                clause = group["clause"] if kind == "suggests" else ""
                for text in texts:
                    day = group.get("found_on", DAY)
                    yield Labelled(half, kind, text, clause, day, group.get("industry"))


def reader() -> LeadReader:
    """The matcher that nights use, by the standards that are shipped."""
    wording = load_wording(SHIPPED_INCLUDE / "vocabulary")
    return LeadReader(load_standards(SHIPPED_INCLUDE / "campaign"), wording)


def names(leads: tuple[Lead, ...]) -> set[str]:
    """Each lead as the labels write it."""
    return {f"{one.standard} {one.article}" for one in leads}


def compare(read: LeadReader, *, shows_misses: bool) -> None:
    """Print precision and recall of leads for each half, and what was flagged of each kind."""
    for half in HALVES:
        found, right, wanted = 0, 0, 0
        flagged: Counter[str] = Counter()
        of: Counter[str] = Counter()
        for one in (text for text in labelled() if text.half == half):
            got, meant = (
                names(read.leads(one.text, one.found_on, one.industry)),
                {one.clause} - {""},
            )
            found, right, wanted = found + len(got), right + len(got & meant), wanted + len(meant)
            of[one.kind] += 1
            flagged[one.kind] += bool(got)
            if shows_misses and got != meant:
                print(f"  {one.kind}: {one.text}  wanted {meant or '-'}, got {got or '-'}")
        kinds = ", ".join(f"{kind} {flagged[kind]}/{count}" for kind, count in of.items())
        print(
            f"{half}: {of.total()} texts, {found} leads, precision {right / found:.3f} "
            f"({right}/{found}), recall {right / wanted:.3f} ({right}/{wanted}); flagged: {kinds}"
        )


def real(read: LeadReader, sample: int) -> None:
    """Print how many of the real texts are flagged, by clause, and a sample of them."""
    with gzip.open(REAL, "rt", encoding="utf-8-sig", newline="") as file:
        texts = [row["content"] for row in csv.DictReader(file)]
    leads = [(text, lead) for text in texts for lead in read.leads(text, DAY)]
    print(f"{len(texts)} texts, {len({text for text, _ in leads})} different ones flagged")
    by_clause = Counter(f"{one.standard} {one.article}" for _, one in leads)
    for clause, count in by_clause.most_common():
        print(f"  {count:4} {clause}")
    for text, lead in Random(1).sample(leads, min(sample, len(leads))):  # noqa: S311
        print(f"- {lead.standard} {lead.article} {'、'.join(lead.words)} | {text[:160]}")


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--real", action="store_true")
    parser.add_argument("--sample", type=int, default=0)
    asked = parser.parse_args()
    if asked.real or asked.sample:
        real(reader(), asked.sample)
    else:
        compare(reader(), shows_misses=asked.misses)


if __name__ == "__main__":
    main()
