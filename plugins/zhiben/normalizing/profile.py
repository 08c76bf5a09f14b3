"""What a column looked like in a delivery: enough to know it again, or to see it changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zlib import crc32

from zhiben.normalizing.dates import is_whole_date, looks_like_date
from zhiben.records import FieldType

if TYPE_CHECKING:
    from zhiben.reading.model import SourceTable
    from zhiben.records import RecordKind

ROWS_PROFILED = 2000  # of a table: its first ones
_SKETCHED = 32
_CODE = re.compile(r"[0-9A-Za-z]{15}|[0-9A-Za-z]{18}")
_PHONE = re.compile(r"1\d{10}")
_NUMERALS = re.compile(r"[\d〇零○一二三四五六七八九十].*[\d〇零○一二三四五六七八九十]", re.DOTALL)
_NUMBER = re.compile(r"-?[\d,，]+(?:\.\d+)?")
_WORDS = frozenset({FieldType.WORD, FieldType.FLAG})
SHAPES = {"date": "日期", "code": "代码", "phone": "电话", "number": "数字", "text": "文字"}


@dataclass(frozen=True)
class Profile:
    """The field a column filled, how often it held what, and a sketch of its values.

    ``sketch`` are the smallest checksums of its distinct texts: columns with the same texts
    have the same.
    """

    fills: str | None = None
    filled: int = 0
    shapes: Mapping[str, int] = field(default_factory=dict)
    sketch: tuple[int, ...] = ()

    @property
    def main_shape(self) -> str | None:
        """The shape of most of its cells; None where no shape is that common."""
        shape = max(self.shapes, key=lambda one: self.shapes[one], default=None)
        return shape if shape and self.share(shape) >= 0.6 else None

    def share(self, shape: str) -> float:
        """How many of its filled cells have ``shape``, from 0 to 1."""
        return self.shapes.get(shape, 0) / self.filled if self.filled else 0.0

    def likeness(self, other: Profile) -> float:
        """How many of the fewer sketched texts both hold, from 0 to 1; 0 where they are few."""
        fewer = min(len(self.sketch), len(other.sketch))
        common = len({*self.sketch} & {*other.sketch})
        return common / fewer if fewer >= 4 else 0.0


def profiles_of(
    tables: Iterable[SourceTable], fields: Mapping[str, str | None], kind: RecordKind
) -> dict[str, Profile]:
    """The profile of every heading of ``tables``; ``fields`` says what each one fills."""
    found: dict[str, Profile] = {}
    for table in tables:
        columns = zip(*table.rows[:ROWS_PROFILED], strict=True) if table.rows else ()
        cells = dict(zip(table.headings, columns, strict=False))
        for heading in table.headings:
            one = _profile(cells.get(heading, ()), fields.get(heading), kind)
            if heading not in found or one.filled > found[heading].filled:
                found[heading] = one
    return found


def _profile(cells: Iterable[str], name: str | None, kind: RecordKind) -> Profile:
    counts = Counter(text for cell in cells if (text := cell.strip()))
    of_type = kind.field(name).type if name else None
    shapes: Counter[str] = Counter()
    for text, times in counts.items():
        shapes[_shape(text, of_type)] += times
    sketch = sorted({crc32(text.encode("utf-8", "replace")) for text in counts})[:_SKETCHED]
    return Profile(name, counts.total(), dict(shapes), tuple(sketch))


def _shape(text: str, of_type: FieldType | None) -> str:
    if of_type is FieldType.DATE:
        return "date" if len(text) <= 60 and looks_like_date(text) else "text"
    if not text.isdecimal() and _NUMERALS.search(text) and is_whole_date(text):
        return "date"
    if of_type in _WORDS:
        return "text"
    for shape, pattern in (("code", _CODE), ("phone", _PHONE), ("number", _NUMBER)):
        if pattern.fullmatch(text):
            return shape
    return "text"
