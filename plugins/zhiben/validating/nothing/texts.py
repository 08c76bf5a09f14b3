"""A text without what says nothing: width, case, white space, signs, the number it begins with."""

from __future__ import annotations

import re
import unicodedata

_NUMBER = re.compile(r"[(（]?\d{1,2}[)）、.．,，。]")


def written_text(text: str) -> str:
    """``text`` folded to one width and to lower case, without white space and invisible signs."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(one for one in folded if unicodedata.category(one)[0] not in "CZ")


def bare_text(text: str) -> str:
    """Letters and digits of ``text``, folded to one width and to lower case."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(one for one in folded if unicodedata.category(one)[0] in "LN")


def without_number(text: str) -> str:
    """The bare characters of ``text``, without the number it begins with."""
    written = written_text(text)
    number = _NUMBER.match(written)
    return bare_text(written[number.end() :] if number else written) or bare_text(written)
