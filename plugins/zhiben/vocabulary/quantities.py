"""Quantities that clauses name, compared: of 共3处 and 已整改2处 one is left."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from zhiben.vocabulary.numerals import chinese_number

if TYPE_CHECKING:
    from collections.abc import Iterable

UNITS = "(?:项|处|条|个|家|具|台|起|块|只|套|人)"
COUNTED = rf"(?:[0-9]+|[一二两三四五六七八九十]+){UNITS}"
NONE_COUNTED = rf"(?<![\d.])(?:0+|[零〇]){UNITS}"
SHARE = rf"(?<![\d/于在])\d{{1,5}}/\d{{1,5}}(?![\d/月日号])(?:{UNITS})?"

_QUANTITY = re.compile(rf"(?P<number>[0-9]+|[一二两三四五六七八九十]+)(?P<unit>{UNITS})")
_SHARE = re.compile(r"(\d+)/(\d+)")
_ALIKE = dict.fromkeys("处条个", "项")  # a hazard is counted by any of them


def share_sign(text: str) -> str:
    """The sign of a share as written: none of it, less than all (or a date: 3/8), or neither."""
    found = _SHARE.match(text)
    done, of = map(int, found.groups()) if found else (0, 0)
    if done >= of:
        return ""
    return "/" if done else "0"


def largest(piece: str) -> int | None:
    """The largest number of anything that ``piece`` names."""
    return max((number for number, _ in _quantities([piece])), default=None)


def is_short(done: Iterable[str], beside: Iterable[str]) -> bool:
    """Whether the pieces that say what is ``done`` count less than one ``beside`` them names."""
    reached: Counter[str] = Counter()
    for number, unit in _quantities(done):
        reached[unit] += number
    return any(number > reached[unit] > 0 for number, unit in _quantities(beside))


def _quantities(pieces: Iterable[str]) -> list[tuple[int, str]]:
    """Each number with its unit, those alike under one."""
    found = (one for piece in pieces for one in _QUANTITY.finditer(piece))
    return [(_number(one["number"]), _ALIKE.get(one["unit"], one["unit"])) for one in found]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else chinese_number(text) or 0
