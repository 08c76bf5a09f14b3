"""All near pairs of 30,000 findings: how many of those that brute force finds, and how fast.

    .venv/bin/python benchmarks/matching/near_pairs.py [--texts 30000] [--ratio 85]

The texts are the real ones at hand and, up to the number asked for, copies of them with one slip:
a character left out, written twice or exchanged with its neighbour. Needs ../shared/data.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from random import Random

import numpy as np
from rapidfuzz import fuzz, process
from texts import real_texts

from zhiben.matching.near import near_pairs
from zhiben.normalizing import text_key

_BLOCK = 1000


def main() -> None:
    """Join, compare with brute force, print."""
    options = _options()
    texts = _texts(options.texts)
    print(f"{len(texts):,} texts, {len(set(texts)):,} of them distinct")
    start = time.perf_counter()
    left, right = near_pairs(texts, options.ratio)
    ours_seconds = time.perf_counter() - start
    start = time.perf_counter()
    truth = _by_brute_force(texts, options.ratio)
    seconds = time.perf_counter() - start
    found = set(zip(left.tolist(), right.tolist(), strict=True))
    print(f"ours {ours_seconds:.1f} s, brute force {seconds:.1f} s for {len(truth):,} pairs")
    print(f"found {len(found & truth) / len(truth):.4%} of them, {len(found - truth):,} others")


def _texts(count: int) -> list[str]:
    rng = Random(20261126)  # noqa: S311
    real = [key for key in map(text_key, real_texts()) if key][:count]
    return real + [_slipped(rng.choice(real), rng) for _ in range(count - len(real))]


def _slipped(text: str, rng: Random) -> str:
    at = rng.randrange(len(text))
    return rng.choice(
        (
            text[:at] + text[at + 1 :] or text,
            text[:at] + text[at] + text[at:],
            text[:at] + text[at : at + 2][::-1] + text[at + 2 :],
        )
    )


def _by_brute_force(texts: Sequence[str], ratio: int) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for start in range(0, len(texts), _BLOCK):
        scores = process.cdist(
            texts[start : start + _BLOCK], texts[start:], scorer=fuzz.ratio,
            score_cutoff=ratio, dtype=np.float32, workers=-1,
        )  # fmt: skip
        rows, columns = np.nonzero(scores >= ratio)
        found.update(
            (start + a, start + b)
            for a, b in zip(rows.tolist(), columns.tolist(), strict=True)
            if a < b
        )
    return found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=30_000)
    parser.add_argument("--ratio", type=int, default=85)
    return parser.parse_args()


if __name__ == "__main__":
    main()
