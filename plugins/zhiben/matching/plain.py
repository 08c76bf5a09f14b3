"""Brings a finding into the one spelling in which its words are looked up."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from zhiben.normalizing import numbered_alike, site_key

LONGEST = 400  # a finding says what it is about early
BREAKS = "，。；：！？"
_BREAK = str.maketrans(
    {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "、": "，", "|": "，"}
)
_BRACKETS = re.compile(r"[()\[\]{}【】〔〕<>〈〉]+")
_OTHER = re.compile(r"[^\w，。；：！？《》.#+\-]+|_+")
_LONE = re.compile(r"(?<![0-9])[.\-+]|[.\-+](?![0-9])")
_RUNS = re.compile(r"([，。；：！？])[，。；：！？]+")


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """``text`` without blanks, in half-width letters and digits, its clauses told by full-width
    marks and its places numbered alike; of a long text only the beginning.
    """
    wide = unicodedata.normalize("NFKC", text[:LONGEST]).casefold().translate(_BREAK)
    marked = _BRACKETS.sub("，", wide.replace("\n", "，"))
    bare = _LONE.sub("", _OTHER.sub("", marked.replace("…", "。")))
    told = _RUNS.sub(r"\1", unicodedata.normalize("NFKC", bare).translate(_BREAK)).strip(BREAKS)
    return numbered_alike(told)


@lru_cache(maxsize=65536)
def plain_place(text: str) -> str:
    """``text`` as a place: 一号车间, 1#车间 and 第1车间 are 1号车间."""
    return site_key(text)
