"""The typefaces of what is printed here: free ones that come with the set-up.

GB/T 9704-2012 wants faces that are licensed (仿宋_GB2312, 方正小标宋); documents that are edited
name those, pages that are finished bear these in themselves.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from fontTools.ttLib import TTFont
from pylopdf_fonts_zh_cn import sans_path, serif_path

if TYPE_CHECKING:
    from pathlib import Path

SONG = "Noto Serif SC"
HEI = "Noto Sans SC"
# How Chinese type has always marked a character that the case does not hold.
ABSENT = "〓"
# Control characters, format characters, separators of lines, marks on other characters.
SHAPELESS = ("Cc", "Cf", "Zl", "Zp", "Mn", "Me")


def font_files() -> tuple[Path, Path]:
    """The files of SONG and HEI."""
    return serif_path(), sans_path()


def printable(text: str) -> str:
    """``text`` as these faces can show it: no tofu, no control character.

    A character that one of them lacks becomes 〓; what has no shape of its own falls away.
    """
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if ord(character) in _characters():
        return character
    kind = unicodedata.category(character)
    if kind == "Zs" or character in "\t\n":
        return " "
    return "" if kind in SHAPELESS else ABSENT


@cache
def _characters() -> frozenset[int]:
    """What both faces can show."""
    song, hei = (_shown_by(path) for path in font_files())
    return song & hei


def _shown_by(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())
