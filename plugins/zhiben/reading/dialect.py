"""How a text is cut into cells: its delimiter, its quotes and how they are escaped."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from zhiben.reading.records import records

if TYPE_CHECKING:
    from collections.abc import Sequence

SAMPLE_CHARACTERS = 200_000
_SAMPLE_LINES = 200
_NAMES = {
    ",": "逗号",
    "\t": "制表符",
    ";": "分号",
    "|": "竖线",
    "，": "中文逗号",
    "；": "中文分号",
    "^": "脱字符",
    " ": "空格",
}
_DOUBTFUL = {" ": 0.3, "；": 0.6, "，": 0.8, "^": 0.9}  # also found inside the cells of others
_SPACED = 0.9
_TORN = 0.9  # how little rows are worth whose cells hold quotes: they are cut in the wrong places


@dataclass(frozen=True)
class Dialect:
    """``width`` is the usual number of cells in a row; ``escape`` is "" where quotes double."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    skips_space: bool = False
    width: int = 1

    @property
    def name(self) -> str:
        """The delimiter as a clerk calls it."""
        return _NAMES[self.delimiter]

    def options(self) -> dict[str, Any]:
        """For ``csv.reader``."""
        return {
            "delimiter": self.delimiter,
            "quotechar": self.quote,
            "escapechar": self.escape or None,
            "skipinitialspace": self.skips_space,
            "quoting": csv.QUOTE_MINIMAL,
            "strict": True,
        }


def find_dialect(sample: str) -> Dialect:
    """The dialect under which the sample's rows are most alike and widest; else commas."""
    lines = list(io.StringIO(sample, newline=""))[:_SAMPLE_LINES]
    best, merit = Dialect(), 0.0
    for delimiter in _NAMES:
        if delimiter in sample:
            candidate = _candidate(delimiter, lines)
            worth, width = _merit(candidate, lines)
            if worth > merit:
                best, merit = replace(candidate, width=width), worth
    return best


def _candidate(delimiter: str, lines: Sequence[str]) -> Dialect:
    text = "".join(lines)
    quote = max('"', "'", key=lambda mark: _enclosed(text, mark, delimiter))
    escape = next((one for one in ("\\", "\0") if _escapes(text, one, quote)), "")
    return Dialect(delimiter, quote, escape, delimiter in ",;" and _is_spaced(text, delimiter))


def _enclosed(text: str, quote: str, delimiter: str) -> int:
    """How many cells begin and end with ``quote``."""
    edge = re.escape(delimiter)
    pattern = rf"(?:^|{edge}) ?{quote}(?:[^{quote}]|{quote}{quote})*{quote}(?={edge}|\r?$)"
    return len(re.findall(pattern, text, re.MULTILINE))


def _escapes(text: str, escape: str, quote: str) -> bool:
    """Whether ``escape`` rather than doubling protects quotes inside cells."""
    return text.count(escape + quote) > text.count(quote + quote)


def _is_spaced(text: str, delimiter: str) -> bool:
    """Whether nearly every delimiter is followed by a space that belongs to no cell."""
    count = text.count(delimiter)
    spaced = len(re.findall(rf"{re.escape(delimiter)}(?: |\r?$)", text, re.MULTILINE))
    return text.count(f"{delimiter} ") > 0 and spaced >= count * _SPACED


def _merit(dialect: Dialect, lines: Sequence[str]) -> tuple[float, int]:
    """How alike and how wide the rows are; and the usual width."""
    sampled = [row for row, *_ in itertools.islice(records(lines, dialect), _SAMPLE_LINES) if row]
    widths = Counter(map(len, sampled))
    rows = widths.total()
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0, 1
    width = max(wide, key=lambda one: (wide[one], one))
    torn = sum(any(dialect.quote in cell for cell in row) for row in sampled) / rows
    likeness = wide[width] / rows * (1 - 1 / width) * (1 - _TORN * torn)
    return likeness * _DOUBTFUL.get(dialect.delimiter, 1), width
