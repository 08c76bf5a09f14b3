"""What a delivery looks like as a whole: counts that add up, chunk by chunk and file by file.

A portrait is measured on the cells of every row, changed or not, each distinct text read once.
It holds no row's text but the values of fields that have few of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.normalizing import DateContext, key_places, map_columns, read_date, reader_for
from zhiben.reading import bytes_of, first_characters
from zhiben.records import Field, FieldType, RecordKind
from zhiben.validating.checksums import Checksums, checksums, repeats

if TYPE_CHECKING:
    from zhiben.contracts import Contract
    from zhiben.vocabulary import Vocabulary

MOST_VALUES = 60
OTHERS = "…"
_MOST_COUNTED = 10_000  # of a piece, so that what is most frequent does not depend on the cutting
_LONGEST_VALUE = 40
_AGES = (3, 7, 30, 90, 365)
_KEPT = ("rows", "files", "same", "is_zero_report", "filled", "values")


@dataclass(frozen=True)
class Portrait:
    """Counts of a delivery, or of several that were sent together.

    ``same`` are rows that came before as they stand, None where nothing can be told (nothing to
    compare with). ``filled`` counts filled cells by field, ``values`` cells by field and value.
    ``identities`` are checksums of what tells the rows apart, not kept beyond the night.
    """

    rows: int = 0
    files: int = 1
    same: int | None = None
    is_zero_report: bool = False
    filled: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    identities: Checksums = field(default_factory=lambda: np.empty(0, np.uint64), compare=False)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Portrait:
        """The portrait that :meth:`as_data` gave."""
        return cls(**data)

    def as_data(self) -> dict[str, Any]:
        """What is kept of it beyond the night."""
        return {name: getattr(self, name) for name in _KEPT}

    @property
    def repeated(self) -> int:
        """Rows whose identity an earlier row has."""
        return repeats(self.identities)

    def empty_share(self, name: str) -> float:
        """How many of the cells of a field are empty, from 0 to 1."""
        return 1 - min(1.0, self.filled.get(name, 0) / self.rows) if self.rows else 0.0

    def completeness(self, kind: RecordKind) -> tuple[int, int]:
        """How many cells a careful ledger of so many rows fills in, and how many are."""
        names = [one.name for one in kind.fields if one.wanted]
        filled = sum(min(self.rows, self.filled.get(name, 0)) for name in names)
        return self.rows * len(names), filled

    def shares(self, name: str) -> dict[str, float]:
        """Each value's share of the filled cells of a field."""
        counts = self.values.get(name, {})
        total = sum(counts.values())
        return {value: count / total for value, count in counts.items()}


def gathered(parts: Sequence[Portrait]) -> Portrait:
    """Pieces of one file as one, of which others may follow."""
    return together(parts, files=1, most=_MOST_COUNTED)


def together(parts: Sequence[Portrait], files: int, most: int = MOST_VALUES) -> Portrait:
    """The portrait of ``parts`` as one; ``files`` is how many files they stood in."""
    filled: Counter[str] = Counter()
    values: dict[str, Counter[str]] = {}
    for part in parts:
        filled.update(part.filled)
        for name, counts in part.values.items():
            values.setdefault(name, Counter()).update(counts)
    known = [part.same for part in parts if part.same is not None]
    return Portrait(
        rows=sum(part.rows for part in parts),
        files=files,
        same=sum(known) if parts and len(known) == len(parts) else None,
        is_zero_report=any(part.is_zero_report for part in parts),
        filled=dict(filled),
        values={name: _largest(counts, most) for name, counts in values.items()},
        identities=np.concatenate([part.identities for part in parts] or [np.empty(0, np.uint64)]),
    )


def portrait_of(
    columns: Mapping[str, pa.StringArray],
    row_hashes: Sequence[str],
    contract: Contract,
    vocabulary: Vocabulary,
    business_date: date,
) -> Portrait:
    """The portrait of a table, or of a chunk of one, whose cells stand under their headings."""
    kind, headings = contract.record_kind, tuple(columns)
    main = map_columns(headings, contract, vocabulary).main
    filled, values = {}, {}
    for name, place in main.items():
        texts = columns[headings[place]]
        if not is_compared(kind.field(name)) and name != kind.happened:
            filled[name] = len(texts) - _blanks(texts, vocabulary)
            continue
        counts = _counted(texts, vocabulary)
        filled[name] = sum(counts.values())
        read = _reader(kind.field(name), headings[place], contract, vocabulary, business_date)
        values[name] = _largest(_by_value(counts, read), _MOST_COUNTED)
    keys = [columns[headings[place]] for place in key_places(headings, contract)]
    return Portrait(
        rows=len(row_hashes),
        filled=filled,
        values=values,
        identities=_identities(keys, row_hashes),
    )


def is_compared(one: Field) -> bool:
    """Whether the mix of a field's values says something about the whole delivery."""
    return one.grouped or one.type in {FieldType.WORD, FieldType.FLAG}


def _blanks(texts: pa.StringArray, vocabulary: Vocabulary) -> int:
    """How many cells of a column say nothing; most say something beyond doubt.

    Of most of those the first character tells, which is found sooner than any pattern.
    """
    says = np.frombuffer(vocabulary.flags_never_blank, np.bool_).take(first_characters(texts))
    if says.all():
        return 0
    others = texts.filter(pa.array(~says))
    others = others.filter(pc.invert(pc.match_substring_regex(others, vocabulary.never_blank)))
    return len(others) - sum(_counted(others, vocabulary).values())


def _counted(texts: pa.StringArray, vocabulary: Vocabulary) -> dict[str, int]:
    """How often each filled text stands in a column."""
    counts: Any = pc.value_counts(texts)
    pairs = zip(counts.field(0).to_pylist(), counts.field(1).to_pylist(), strict=True)
    return {text: times for text, times in pairs if text and not vocabulary.is_blank(text)}


def _by_value(counts: Mapping[str, int], read: Callable[[str], str]) -> Counter[str]:
    by_value: Counter[str] = Counter()
    for text, times in counts.items():
        by_value[read(text)] += times
    return by_value


def _reader(
    one: Field, heading: str, contract: Contract, vocabulary: Vocabulary, business_date: date
) -> Callable[[str], str]:
    """What a text counts as; one that cannot be read counts as itself."""
    if one.type is FieldType.DATE:
        context = DateContext(business_date, is_happening=True)
        return lambda text: _period(read_date(text, context).value, business_date, contract)
    read = reader_for(one, heading, contract.values.get(one.name, {}), vocabulary)
    return lambda text: str(read(text).value or text.strip())[:_LONGEST_VALUE]


def _period(day: date | None, business_date: date, contract: Contract) -> str:
    """The month of a day in a ledger that comes whole, its age in one of what is new."""
    if day is None:
        return OTHERS
    if contract.delivery.mode == "full":
        return f"{day:%Y-%m}"
    age = (business_date - day).days
    return next((f"{limit}天内" for limit in _AGES if age <= limit), "更早")


def _largest(counts: Mapping[str, int], most: int) -> dict[str, int]:
    """The ``most`` most frequent values, and the others as one."""
    order = sorted(counts, key=lambda value: (-counts[value], value))
    kept = {value: counts[value] for value in order[:most]}
    others = sum(counts[value] for value in order[most:])
    return {**kept, OTHERS: kept.get(OTHERS, 0) + others} if others else kept


def _identities(keys: Sequence[pa.StringArray], row_hashes: Sequence[str]) -> Checksums:
    """A checksum a row: of its key at the source where it has one, else of all it says."""
    if not keys:
        return np.frombuffer(bytes.fromhex("".join(row_hashes)), np.uint64)
    parts = [pc.utf8_trim_whitespace(one) for one in keys]
    is_given = np.any([np.diff(bytes_of(one)[1]) > 0 for one in parts], axis=0)
    return checksums(parts)[is_given]
