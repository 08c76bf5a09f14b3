"""Comparison keys of headings and value words: what people vary without meaning anything by it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_HEADING = 60

_HAN = frozenset(range(0x4E00, 0x9FA6))  # the same under NFKC, all of them
_DIGITS = frozenset(range(ord("0"), ord("9") + 1))
_BRACKETED = re.compile(r"[(\[【〔<〈《{][^()\[\]【】〔〕<>〈〉《》{}]*[)\]】〕>〉》}]")
_ROUND = re.compile(r"[(（][^()（）]*[)）]")
_NUMBERING = re.compile(r"^\s*[(]?\d{1,2}[)、.．:]\s*(?=\D)")
_NOT_WORD = re.compile(r"[\W_]+")
_TRAILING = re.compile(r"[\s。．.，,；;：:、!！]+$")
_BETWEEN = re.compile(r"[/／、|｜或]")
_GROUP_ENDING = re.compile("(?:情况|信息|内容|部分|环节|阶段)+$")
_WHOLE_NUMBER = re.compile(r"^(\d+)\.0+$")


@lru_cache(maxsize=65536)
def heading_key(heading: str) -> str:
    """``heading`` under NFKC without blanks and punctuation; "县（市、区）" is 县市区."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", heading)).casefold()


@lru_cache(maxsize=65536)
def heading_keys(heading: str) -> tuple[str, ...]:
    """Keys to try for one heading, the most exact first: whole, without numbering, brackets."""
    text = unicodedata.normalize("NFKC", heading)
    plain = _NUMBERING.sub("", text)
    keys = (text, plain, without_brackets(text), without_brackets(plain))
    return tuple(dict.fromkeys(key for key in map(heading_key, keys) if key))


def whole_brackets(heading: str) -> str:
    """``heading`` with no stroke in brackets: the one of 销号（是/否） parts off no group."""
    return _ROUND.sub(lambda found: found[0].replace("/", "、"), heading)


def heading_parts(heading: str) -> tuple[str, ...]:
    """A flattened group heading as things to look up: whole, then from the last part outward."""
    if "/" not in heading:
        return (heading,)
    parts = whole_brackets(heading).split("/")
    return (heading, *reversed(parts)) if len(parts) > 1 else (heading,)


def group_and_own(heading: str) -> tuple[str, str]:
    """The group that a flattened heading stands under, empty where none is, and its own part."""
    group, _, own = whole_brackets(heading).rpartition("/")
    return group, own


def listed_words(heading: str) -> tuple[tuple[str, ...], ...]:
    """What ``heading`` lists, in brackets or by itself: 一般 and 重大 for 隐患类别（一般/重大）."""
    if not _BETWEEN.search(heading):
        return ()
    texts = (heading, *(found[1:-1] for found in _ROUND.findall(heading)))
    lists = (tuple(map(word_key, _BETWEEN.split(text))) for text in texts)
    return tuple(words for words in lists if len(words) > 1 and all(words))


@lru_cache(maxsize=4096)
def joined_parts(heading: str) -> tuple[str, ...]:
    """Keys of a heading's last part put to its group's stem: 复查情况/结果 is 复查结果."""
    *groups, last = whole_brackets(heading).split("/")
    stems = (_GROUP_ENDING.sub("", heading_key(group)) for group in reversed(groups))
    return tuple(heading_key(stem + last) for stem in stems if stem)


@lru_cache(maxsize=65536)
def word_key(word: str) -> str:
    """``word`` under NFKC without blanks and closing punctuation; "3.0" is 3."""
    text = "".join(unicodedata.normalize("NFKC", word).split()).casefold()
    return _WHOLE_NUMBER.sub(r"\1", _TRAILING.sub("", text) or text)


def character_class(codes: Iterable[int]) -> str:
    """A class of the characters with the given codes, as RE2 (and so Arrow) writes it."""
    ranges: list[list[int]] = []
    for code in sorted(codes):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    spans = "".join(rf"\x{{{first:x}}}-\x{{{last:x}}}" for first, last in ranges)
    return f"[{spans}]"


def no_such_word(keys: Iterable[str]) -> frozenset[int]:
    """Codes of characters found only in texts whose key is none of ``keys``.

    They are the Chinese characters that none of them has: in a key those stay what they are. Where
    none of them has a digit, they are those, too: a key keeps one of a number's digits at least.
    """
    used = {ord(one) for key in keys for one in key}
    known = _HAN if used & _DIGITS else _HAN | _DIGITS
    return known - used


def without_brackets(text: str) -> str:
    """``text`` less what stands in brackets, nested ones too: "已整改(6.25)" is 已整改."""
    while (shorter := _BRACKETED.sub("", text)) != text:
        text = shorter
    return text
