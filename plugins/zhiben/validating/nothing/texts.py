"""A text without what says nothing: width, case, white space, signs, the number it begins with."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_REMEMBERED = 1 << 12
_SIGNS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"[(（]?\d{1,2}[)）、.．,，。]")


@lru_cache(_REMEMBERED)
def written_text(text: str) -> str:
    """``text`` folded to one width and to lower case, without white space and invisible signs."""
    written = "".join(unicodedata.normalize("NFKC", text).lower().split())
    if written.isprintable():
        return written
    return "".join(one for one in written if unicodedata.category(one)[0] not in "CZ")


@lru_cache(_REMEMBERED)
def bare_text(text: str) -> str:
    """Letters and digits of ``text``, folded to one width and to lower case."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text).lower())


def without_number(text: str) -> str:
    """The bare characters of ``text``, without the number it begins with."""
    written = written_text(text)
    number = _NUMBER.match(written)
    return bare_text(written[number.end() :] if number else written) or bare_text(written)
