"""Measures a PDF: lines of characters where they stand, in millimetres from the upper left."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from io import BytesIO

import pdfplumber

MM = 25.4 / 72
DIGITS = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Line:
    """One line as it stands on a page."""

    page: int
    text: str
    size: float
    face: str
    left: float
    right: float
    top: float
    bottom: float


def lines(pdf: bytes) -> list[Line]:
    """Every line of every page from the top down, page numbers too."""
    with pdfplumber.open(BytesIO(pdf)) as document:
        return [line for page in document.pages for line in _of(page)]


def body(pdf: bytes) -> list[Line]:
    """The lines of the type area."""
    return [line for line in lines(pdf) if line.top < 262]


def page_numbers(pdf: bytes) -> list[Line]:
    """The lines below it."""
    return [line for line in lines(pdf) if line.top >= 262]


def text(pdf: bytes) -> str:
    """Everything that is printed in the type area, without breaks of lines."""
    return "".join(line.text for line in body(pdf)).replace("\u200b", "")


def digits(pdf: bytes) -> Counter[str]:
    """Each sequence of digits in the type area; a gap ends one."""
    with pdfplumber.open(BytesIO(pdf)) as document:
        areas = [page.crop((0, 0, page.width, 262 / MM)) for page in document.pages]
        words = [word["text"] for area in areas for word in area.extract_words(x_tolerance=2)]
    return Counter(token for word in words for token in DIGITS.findall(word))


def _of(page: pdfplumber.page.Page) -> list[Line]:
    rows = defaultdict(list)
    for character in page.chars:
        rows[round(character["bottom"])].append(character)
    return [_line(page, rows[bottom]) for bottom in sorted(rows)]


def _line(page: pdfplumber.page.Page, characters: list[dict[str, object]]) -> Line:
    first = characters[0]
    return Line(
        page=page.page_number,
        text="".join(str(c["text"]) for c in characters),
        size=round(float(first["size"]), 2),
        face=str(first["fontname"]).partition("+")[2],
        left=min(float(c["x0"]) for c in characters) * MM,
        right=max(float(c["x1"]) for c in characters) * MM,
        top=min(float(c["top"]) for c in characters) * MM,
        bottom=max(float(c["bottom"]) for c in characters) * MM,
    )
