"""Chinese numerals as numbers: 十二 is 12, 二〇二四 is 2024, 壹万伍仟 is 15000."""

from __future__ import annotations

import re

DIGITS = "〇零一二三四五六七八九十两百千万"

_VALUES = {
    **{char: value for value, char in enumerate("零一二三四五六七八九")},
    **{char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": 0,
    "○": 0,
    "两": 2,
    "参": 3,
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_SHORTENED = re.compile(r"[百千万亿][一二两三四五六七八九]$")


def chinese_number(text: str) -> int | None:
    """The value of a Chinese numeral, None where ``text`` is none.

    A last digit without 零 before it is of the next lower unit, as people say it: 一万五 is 15,000.
    """
    if not text or any(char not in _VALUES | _UNITS | _MYRIADS for char in text):
        return None
    if all(char in _VALUES for char in text):
        return int("".join(str(_VALUES[char]) for char in text))
    total = section = digit = 0
    for char in text:
        if char in _VALUES:
            digit = _VALUES[char]
        elif char in _UNITS:
            section += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            total = (total + section + digit) * _MYRIADS[char]
            section = digit = 0
    return total + section + digit * (_next_lower(text[-2]) if _SHORTENED.search(text) else 1)


def _next_lower(unit: str) -> int:
    return (_UNITS | _MYRIADS)[unit] // 10


def with_digits(text: str, pattern: re.Pattern[str]) -> str:
    """``text`` with the Chinese numerals that ``pattern`` finds in its group 1 as digits."""
    return pattern.sub(_as_digits, text)


def _as_digits(match: re.Match[str]) -> str:
    number = chinese_number(match[1])
    if number is None:
        return match[0]
    start, end = match.start(1) - match.start(), match.end(1) - match.start()
    return f"{match[0][:start]}{number}{match[0][end:]}"
