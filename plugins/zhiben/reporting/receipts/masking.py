"""Hides what a receipt need not show of people: 138****5678, 王** (个人信息保护法, art. 6)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOBILE = re.compile(r"(?<![0-9A-Za-z])(1[3-9]\d)([ -]?)\d{4}\2(\d{4})(?![0-9A-Za-z])")
_LANDLINE = re.compile(r"(?<![0-9A-Za-z])(0\d{2,3})[- ]\d{3,4}(\d{4})(?![0-9A-Za-z])")
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])(\d{6})(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(\d{3}[0-9Xx])"
    r"(?![0-9A-Za-z])"
)
_BETWEEN = re.compile(r"([、，,;；/\\|\s]+)")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def mask_text(text: str, names: Iterable[str] = ()) -> str:
    """``text`` with telephone and identity numbers, and the given ``names``, hidden."""
    masked = _IDENTITY.sub(r"\1********\2", text.translate(_FULL_WIDTH))
    masked = _LANDLINE.sub(r"\1-****\2", _MOBILE.sub(r"\1****\3", masked))
    for name in sorted({one for one in names if len(one) > 1}, key=len, reverse=True):
        masked = masked.replace(name, mask_name(name))
    return masked


def names_in(cell: str) -> list[str]:
    """The people whom a cell of names lists."""
    pieces = cell.replace("，", "、").replace(",", "、").replace("；", "、").split("、")
    names = (piece for one in pieces for piece in one.split())
    return [name for name in names if 2 <= len(name) <= 4 and name.isalpha()]


def mask_name(name: str) -> str:
    """A person's name by its first character: 王小明 is 王**."""
    return f"{name[:1]}**" if name else ""


def mask_people(text: str) -> str:
    """Every name of a cell of names hidden, what stands between them kept."""
    pieces = _BETWEEN.split(mask_text(text))
    return "".join(
        piece if place % 2 or not piece or "*" in piece else mask_name(piece)
        for place, piece in enumerate(pieces)
    )


def mask_phones(text: str) -> str:
    """Every run of digits of a cell of telephones but its first three and last four."""
    plain = text.translate(_FULL_WIDTH)
    return re.sub(r"\d[\d -]{5,}\d", lambda run: _short(run[0]), plain)


def _short(run: str) -> str:
    digits = re.sub(r"\D", "", run)
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) > 7 else f"****{digits[-4:]}"
