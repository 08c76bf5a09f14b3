"""Pairs of real findings that read nearly alike and say the opposite: none may be merged.

    .venv/bin/python benchmarks/matching/traps.py [--show]

First every pair of real texts that become equal when denials and words of completion are left out
while only one has a denial; then, up to 300, a real text beside the same text with its denial
turned (未关闭 → 已关闭, 不畅通 → 已畅通, 无标志 → 有标志). Both rows get one site and one day.
Needs ../shared/data.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

from texts import real_texts

from zhiben.matching.hazard_model import load_model
from zhiben.matching.item_columns import Subject
from zhiben.matching.item_model import load_item_model
from zhiben.matching.model import Told
from zhiben.matching.scoring import ItemSense
from zhiben.normalizing import text_key
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.vocabulary.wording import load_wording

WANTED = 300
DAY = date(2026, 3, 1)
_DENIAL = re.compile("没有|未能|未|没|无|不")
_SIGNS = re.compile("已经|没有|未能|已|未|没|无|不|有")
_TURNED = (
    (re.compile("没有"), "已有"),
    (re.compile("未(?=[一-龥])"), "已"),
    (re.compile("不(?=畅|亮|通|足|清|全|完|明|灵)"), "已"),
    (re.compile("无(?=[一-龥])"), "有"),
)


def main() -> None:
    """Print how many traps were merged."""
    hazards = load_model(load_wording(SHIPPED_INCLUDE / "vocabulary"))
    sense = ItemSense(hazards, load_item_model())
    texts = list(dict.fromkeys(real_texts()))
    found = list(_real(texts))
    traps = (found + list(_made(texts)))[:WANTED]
    is_merged = _merged(sense, traps)
    print(
        f"{len(traps)} pairs, {min(len(found), len(traps))} of two real texts: "
        f"{sum(is_merged)} merged"
    )
    if "--show" in sys.argv:
        for (one, other), is_one in zip(traps, is_merged, strict=True):
            if is_one:
                print(f"  {one} | {other}")


def _merged(sense: ItemSense, traps: Sequence[tuple[str, str]]) -> list[bool]:
    """Whether two sources that write so of one place on one day are likelier to mean one item."""
    subjects = [
        Subject(f"{number}{source}", f"E{number}", source, DAY, is_new=True)
        for number in range(len(traps))
        for source in "ab"
    ]
    scored = sense.score(subjects, [Told(text, "1号车间") for pair in traps for text in pair])
    is_one = dict(zip(scored.left.tolist(), scored.is_possible & (scored.odds >= 0), strict=True))
    return [bool(is_one[2 * number]) for number in range(len(traps))]


def _real(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Real texts that differ in nothing but a denial."""
    groups: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        groups[_SIGNS.sub("", text_key(text))].append(text)
    for _, group in sorted(groups.items()):
        denied = [text for text in group if _DENIAL.search(text)]
        others = [text for text in group if not _DENIAL.search(text)]
        if denied and others:
            yield denied[0], others[0]


def _made(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Short real texts with one denial, beside their opposite."""
    short = [text for text in texts if 5 <= len(text) <= 20 and len(_DENIAL.findall(text)) == 1]
    for text in Random(20261126).sample(short, len(short)):  # noqa: S311
        for pattern, turned in _TURNED:
            opposite = pattern.sub(turned, text, count=1)
            if opposite != text:
                yield text, opposite
                break


if __name__ == "__main__":
    main()
