"""Cells of the workbooks that people fill in: text only, nothing a formula, the same look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

LONGEST_CELL = 32_767
LONGEST_LINES = 12
LINE_POINTS = 15
MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - the same file each time, whenever it is written
AS_TEXT = {
    "in_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}
FONT = {"font_name": "微软雅黑", "font_size": 10, "valign": "top", "text_wrap": True}
BOX = {"border": 1, "border_color": "#D3D8DF", "num_format": "@"}
TITLE: Mapping[str, object] = {"bold": True, "valign": "vcenter", "align": "center"}
OURS: Mapping[str, object] = {"bg_color": "#F4F6F9", "font_color": "#5C6470"}

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|_x[0-9A-Fa-f]{4}_")
# What spreadsheet programs may take for a formula; figures, dashes and telephones are none.
_FORMULA = re.compile(r"'*(?:[=@\t\r]|[+\-](?![\d\s.,()\-]*$))")


def as_written(text: str) -> str:
    """``text`` as a cell holds it: no formula for anybody who opens or converts the file."""
    plain = _CONTROL.sub("", text.replace("\r\n", "\n"))[: LONGEST_CELL - 1]
    return f"'{plain}" if _FORMULA.match(plain) else plain


def as_meant(text: str) -> str:
    """What a cell means that holds ``text``: the inverse of :func:`as_written`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def columns_wide(line: str) -> float:
    """How wide a line is, in Latin characters."""
    return sum(2.1 if ord(character) > 0x2E7F else 1.1 for character in line)


def lines_high(texts: Iterable[str], widths: Iterable[float]) -> int:
    """Lines that the longest of a row's ``texts`` takes in columns of these ``widths``."""
    return max(
        sum(1 + int(columns_wide(line) // (width - 1)) for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    )
