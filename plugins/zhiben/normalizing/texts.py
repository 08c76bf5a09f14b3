"""Cleans text without changing what it says, and keys under which like texts meet."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from zhiben.normalizing.repair import damage_pattern, needs_repair, repaired
from zhiben.vocabulary import character_class
from zhiben.vocabulary.numerals import with_digits

_WIDE = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code - 0xFEE0).isalnum()}
_WIDE |= {0x3000: 0x20, 0xA0: 0x20, 0x2003: 0x20, 0x2002: 0x20}
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
)
_NEEDS_CARE = re.compile(
    r"[^\S ]|  |^ | $|[０-９Ａ-Ｚａ-ｚ]|[\x00-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
)

_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
_BROKEN_WORD = re.compile(
    rf"(?<!{_HAN})({_HAN}+)[^\S\n]*\n\s*(?![一二三四五六七八九十]{{1,3}}[、是])(?=({_HAN}+))"
)
_SHORTEST_STATEMENT = 4
_INNER_SPACE = re.compile(rf"(?<={_HAN})\s+(?={_HAN})")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")

_CLASSIFIER = (
    r"(?=号|#|楼|层|车间|厂|库|栋|幢|座|单元|室|门|线|区|段|标|组|班|队|机|炉|罐|塔|泵|台|井|期"
    r"|采|工)"
)
_PLACE_NUMBER = re.compile(rf"([〇零一二三四五六七八九十百]+){_CLASSIFIER}")
_HASH = re.compile(r"(?<=[0-9a-z])#")
_NUMBERED = re.compile(r"第?(\d+)号?(?=车间|厂房|仓库|库房|生产线|锅炉|储罐)")
_ORDINAL = re.compile(r"第(?=\d)")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[.\-/~](?=\d)")
_LONGEST_SITE = 200  # what is longer names no place
_MARKS = re.compile(r"[^\w.\-/~+<>=≤≥±%#℃]+|_+")
_LONE_MARKS = re.compile(r"(?<!\d)[.\-/~]|[.\-/~](?!\d)")


def clean_text(text: str, *, is_name: bool = False) -> tuple[str, bool]:
    """``text`` with plain letters, digits and spaces, and whether something broken was mended.

    Broken are control and invisible characters, line breaks inside a word, traditional characters
    and inserted readings; full-width letters and stray blanks are mere habit. Line breaks between
    sentences stay.
    """
    tidy, was_broken = _tidied(text)
    if not needs_repair(tidy):
        return tidy, was_broken
    whole = repaired(tidy, is_name=is_name)
    return whole, was_broken or whole != tidy


@cache
def untidy_pattern() -> str:
    """A pattern for Arrow that finds every text ``clean_text`` changes, and any white space."""
    codes = (code for code in range(0x10000) if _is_untidy(chr(code)))
    return f"{character_class(codes)}|{damage_pattern()}"


def _is_untidy(char: str) -> bool:
    return char.isspace() or bool(_NEEDS_CARE.search(char))


def _tidied(text: str) -> tuple[str, bool]:
    if not _NEEDS_CARE.search(text):
        return text, False
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate(_WIDE)
    visible = _INVISIBLE.sub("", plain)
    joined = _BROKEN_WORD.sub(_rejoined, visible.strip())
    tidy = _LINES.sub("\n", _SPACES.sub(" ", joined)).strip()
    return tidy, visible != plain or joined != visible.strip()


def _rejoined(match: re.Match[str]) -> str:
    """The break of a line, unless what stands before and after it could be statements."""
    pieces = (match[1], match[2])
    return match[1] if min(map(len, pieces)) < _SHORTEST_STATEMENT else match[0]


def one_line(text: str) -> str:
    """Cleaned ``text`` on one line, without blanks between Chinese characters."""
    return _INNER_SPACE.sub("", clean_text(text)[0].replace("\n", " ")).strip()


@lru_cache(maxsize=65536)
def text_key(text: str) -> str:
    """Comparison key of a description: NFKC, no blanks, no punctuation but within numbers."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    bare = _MARKS.sub("", plain)
    return unicodedata.normalize("NFKC", _LONE_MARKS.sub("", bare))


@lru_cache(maxsize=65536)
def site_key(text: str) -> str:
    """Comparison key of a place: ``text_key`` with 一号车间, 1#车间 and 第1车间 as 1号车间."""
    key = text_key(text)
    if len(key) > _LONGEST_SITE:
        return key
    return numbered_alike(key)


def numbered_alike(key: str) -> str:
    """``key`` with its numbers of places in one spelling: 一号车间 and 第1车间 are 1号车间."""
    while (plainer := _numbered(key)) != key:
        key = plainer
    return key


def _numbered(key: str) -> str:
    digits = _HASH.sub("号", with_digits(key, _PLACE_NUMBER)).replace("#", "")
    return _NUMBERED.sub(r"\1号", _ORDINAL.sub("", digits))
