"""Signs that a cell says the same as the one above it: 同上, 〃."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WRITTEN = (
    "同上", "同上。", "同上行", "同上一行", "同上栏", "同前", "〃", "″", "′′",
    "”", "“", "〞", "〟", '"', "''",
)  # fmt: skip
SIGNS = frozenset(
    padded for sign in _WRITTEN for padded in (sign, f" {sign}", f"{sign} ", f" {sign} ")
)


def filled_from_above(
    rows: Sequence[list[str]], numbers: Sequence[int], before: Sequence[str] = ()
) -> tuple[list[list[str]], Mapping[int, Mapping[int, str]]]:
    """Records with each sign replaced by the text it repeats, and where the signs stood.

    ``before`` is the record above the first one, where there is any. A sign with no record above
    it repeats nothing: its cell becomes empty.
    """
    filled: list[list[str]] = []
    signs: dict[int, dict[int, str]] = {}
    for row, number in zip(rows, numbers, strict=True):
        if SIGNS.isdisjoint(row):
            filled.append(row)
            continue
        above = filled[-1] if filled else before or [""] * len(row)
        signs[number] = {place: cell for place, cell in enumerate(row) if cell in SIGNS}
        filled.append([above[c] if c in signs[number] else cell for c, cell in enumerate(row)])
    return filled, signs
