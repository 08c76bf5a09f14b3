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
from random import Random

import numpy as np
from texts import real_texts

from zhiben.matching.hazard_model import load_model
from zhiben.matching.model import Told
from zhiben.matching.visits import Pairs
from zhiben.normalizing import text_key
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.vocabulary.wording import load_wording

WANTED = 300
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
    model = load_model(load_wording(SHIPPED_INCLUDE / "vocabulary"))
    texts = list(dict.fromkeys(real_texts()))
    found = list(_real(texts))
    traps = (found + list(_made(texts)))[:WANTED]
    told = [Told(text, "1号车间") for pair in traps for text in pair]
    rows = np.arange(len(told)).reshape(-1, 2)
    groups = np.arange(len(traps))
    pairs = Pairs(rows[:, 0], rows[:, 1], 2 * groups, 2 * groups + 1)
    same = model.same(model.columns(told), pairs)
    print(
        f"{len(traps)} pairs, {min(len(found), len(traps))} of two real texts: {same.sum()} merged"
    )
    if "--show" in sys.argv:
        for (one, other), is_same in zip(traps, same, strict=True):
            if is_same:
                print(f"  {one} | {other}")


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
