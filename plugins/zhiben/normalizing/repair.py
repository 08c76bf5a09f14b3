"""Undoes what converters did to text: traditional characters, inserted readings, odd code points.

Traditional text becomes simplified by OpenCC; a character that simplified text has too (GB 2312
or 通用规范汉字表) never marks a text as traditional. A reading in brackets
goes only where it spells the characters before it, by the Unihan readings of pypinyin.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import opencc

from zhiben.vocabulary import character_class, whole_brackets

_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
_TABLES = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
_KEPT = frozenset("昇邨甦龢濛氾逕吒薹扞鈅")  # in use as they are, whatever OpenCC makes of them
_NAMESAKES = frozenset("乾於徵麴")  # traditional for 干于征曲, and names in their own right
_ODD_TABLES = (range(0x2E80, 0x2FE0), range(0xF900, 0xFB00))
_ODD_FORMS = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff]")

_LATIN = "A-Za-z\u00c0-\u024f\u0251\u0261\u0300-\u030c\u1e3e\u1e3fＡ-Ｚａ-ｚ"
_INSERTED = re.compile(rf"(?<={_HAN})[(（]\s*([{_LATIN}][{_LATIN}1-5\s'’·-]{{0,60}})[)）]")
_RUN = re.compile(rf"{_HAN}+$")
_LOOKALIKES = str.maketrans({"\u0251": "a", "\u0261": "g"})
_TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
_MARK = re.compile("[\u0300\u0301\u0304\u030c]")
_UMLAUT = re.compile("u\u0308|ü")
_JOINTS = re.compile(r"[\s'’·-]+")
_SHORTEST_BARE = 2
_LONGEST_RUN = 16
_UNITS = frozenset({"pa"})


@cache
def damage_pattern() -> str:
    """A pattern for Arrow that finds, in text without white space, all that ``needs_repair``."""
    return f"{character_class(map(ord, _damaged()))}|[(（][{_LATIN}]"


def needs_repair(text: str) -> bool:
    """Whether ``text`` may hold anything this module mends; cheap, for every text is asked."""
    if not _is_simplified(text) and not _damaged().isdisjoint(text):
        return True
    return ("(" in text or "（" in text) and bool(_INSERTED.search(text))


@lru_cache(maxsize=65536)
def repaired(text: str, *, is_name: bool = False) -> str:
    """``text`` simplified, without inserted readings; itself where nothing is wrong.

    A name (``is_name``) that is otherwise simplified keeps its characters, for 萬堃塑编厂 is
    registered so; one that is traditional as a whole keeps those that names have anyway: 張乾 is
    张乾 and not 张干.
    """
    if not needs_repair(text):
        return text
    plain = _ODD_FORMS.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    bare = without_readings(plain)
    if is_name and bare == plain and any(map(_is_only_simplified, plain)):
        return plain
    return simplified(bare, is_name=is_name)


def repaired_heading(heading: str) -> str:
    """``heading`` repaired, its groups parted by the only strokes in it: 销号（是、否）."""
    return whole_brackets(repaired(heading))


def simplified(text: str, *, is_name: bool = False) -> str:
    """``text`` in simplified characters where any of it is traditional beyond doubt."""
    if _traditional().isdisjoint(text):
        return text
    converted = str(_converter().convert(text))
    if len(converted) != len(text):
        return converted
    pairs = zip(text, converted, strict=True)
    return "".join(new if _may_change(old, is_name=is_name) else old for old, new in pairs)


def without_readings(text: str) -> str:
    """``text`` without bracketed readings: 應(yīng)急 is 應急; 氨(NH3) and （一厂） stay."""
    kept = ""
    start = 0
    for match in _INSERTED.finditer(text):
        kept += text[start : match.start()]
        start = match.start()
        if _is_reading(kept, match[1]):
            start = match.end()
    return kept + text[start:]


def _may_change(char: str, *, is_name: bool) -> bool:
    return char not in _KEPT and not (is_name and char in _NAMESAKES)


def _is_reading(before: str, content: str) -> bool:
    """Whether ``content`` spells the characters at the end of ``before``.

    Without tone marks it must look like a converter's work: small letters, at least two, and no
    unit of measurement.
    """
    run = _RUN.search(before)
    decomposed = unicodedata.normalize("NFD", content.translate(_LOOKALIKES))
    letters = _JOINTS.sub("", unicodedata.normalize("NFKC", _bare(decomposed)))
    if not _MARK.search(decomposed):
        is_bare_word = letters.islower() and len(letters) >= _SHORTEST_BARE
        if not is_bare_word or letters in _UNITS:
            return False
    return run is not None and _spells(run[0][-_LONGEST_RUN:], letters.lower())


def _spells(characters: str, letters: str) -> bool:
    """Whether ``letters`` read the last of ``characters``, as many as it takes."""
    if not characters:
        return False
    for reading in _readings(characters[-1]):
        if letters.endswith(reading):
            rest = letters.removesuffix(reading)
            if not rest or _spells(characters[:-1], rest):
                return True
    return False


@cache
def _readings(character: str) -> frozenset[str]:
    """The character's syllables, each bare and with its tone's number."""
    from pypinyin.constants import PINYIN_DICT

    found = set()
    for written in str(PINYIN_DICT.get(ord(character), "")).split(","):
        decomposed = unicodedata.normalize("NFD", written)
        bare = _bare(decomposed)
        tone = next((_TONES[char] for char in decomposed if char in _TONES), "5")
        found |= {bare, bare + tone} if bare else set()
    return frozenset(found | {reading.replace("v", "u") for reading in found})


def _bare(decomposed: str) -> str:
    return _UMLAUT.sub("v", _MARK.sub("", decomposed))


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("tw2s")


@cache
def _traditional() -> frozenset[str]:
    """Characters that OpenCC simplifies and that simplified text does not have."""
    every = [chr(code) for table in _TABLES for code in table]
    pairs = zip(every, _converter().convert("\n".join(every)).split("\n"), strict=True)
    return frozenset(
        old for old, new in pairs if old != new and not _is_simplified(old) and old not in _KEPT
    )


def _is_simplified(text: str) -> bool:
    """Whether GB 2312 has all of it, the set of simplified writing before Unicode."""
    return _is_of(text, "gb2312")


def _is_only_simplified(char: str) -> bool:
    return _is_simplified(char) and not _is_of(char, "big5")


def _is_of(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


@cache
def _damaged() -> frozenset[str]:
    """Characters that sound text does not hold."""
    return _traditional() | {chr(code) for table in _ODD_TABLES for code in table}
