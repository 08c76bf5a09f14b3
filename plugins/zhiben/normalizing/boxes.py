"""Cells copied from a form, with a box before or behind each word: ☑一般 □重大 says 一般.

Read as words they say the last one, or whichever is worse. A pen's tick may stand in brackets, and
a symbol font leaves letters where it is missing: R and £, þ and ¨.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.normalizing.cells import plain, replaced

_TICKED, _EMPTY = "☑", "□"
_LOST_FONT = ({"R": _TICKED, "£": _EMPTY}, {"þ": _TICKED, "¨": _EMPTY})
_TICK = r"[√✓✔☑Vv]"
_SIGNS = (
    (re.compile(rf"[\[［【(（〔]\s*{_TICK}\s*[\]］】)）〕]"), _TICKED),
    (re.compile(r"[\[［【(（〔]\s*[\]］】)）〕]"), _EMPTY),
    (re.compile(r"[☑✓✔√■●◉☒🗹▣]"), _TICKED),
    (re.compile(r"[□☐○◯▢◻⬜]"), _EMPTY),
)
_MAY_HAVE = r"[□☐○◯▢◻⬜£¨]|[\[［【(（〔]\s*[\]］】)）〕]"
_BETWEEN = " \t\r\n　、，,；;/|"


def chosen(text: str) -> str | None:
    """The one word whose box is ticked, "" where none is; None where the cell is no such list.

    A list has a box for each word, one of them empty, and all boxes on the same side.
    """
    marked = _with_signs(text)
    pieces = [piece.strip(_BETWEEN) for piece in re.split(f"([{_TICKED}{_EMPTY}])", marked)]
    signs, first, last = pieces[1::2], pieces[0], pieces[-1]
    words = pieces[2::2] if not first else pieces[0:-1:2]
    if bool(first) == bool(last) or not all(words) or _EMPTY not in signs or len(signs) < 2:
        return None
    ticked = [word for sign, word in zip(signs, words, strict=True) if sign == _TICKED]
    if len(ticked) > 1:
        return None
    return ticked[0] if ticked else ""


def _with_signs(text: str) -> str:
    for font in _LOST_FONT:
        if all(letter in text for letter in font):
            for letter, sign in font.items():
                text = text.replace(letter, sign)
    for pattern, sign in _SIGNS:
        text = pattern.sub(sign, text)
    return text


def unboxed(texts: Sequence[pa.StringArray], places: Collection[int]) -> list[pa.StringArray]:
    """``texts`` with the word that is ticked in each cell of the columns at ``places``."""
    return [_unboxed(column) if place in places else column for place, column in enumerate(texts)]


def _unboxed(column: pa.StringArray) -> pa.StringArray:
    where = np.flatnonzero(pc.match_substring_regex(column, _MAY_HAVE).fill_null(False))
    if not len(where):
        return column
    cells = [(text, chosen(text)) for text in plain(column.take(where))]
    said = [text if word is None else word for text, word in cells]
    return cast("pa.StringArray", replaced(column, where, pa.array(said, pa.string())))
