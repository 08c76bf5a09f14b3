"""Filled forms: one finding a form, label beside value, several pairs to a row.

A sheet is a form only where each of its rows can be told: pairs of a label and its value, a title
above them, a note below. A ledger has rows that begin with no label, and is never one.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from zhiben.reading.header import made_unique
from zhiben.reading.headings import heading_text
from zhiben.reading.model import SkippedRow, SkipReason, SourceTable
from zhiben.reading.pairs import Pair, PairLines
from zhiben.reading.pieces import skipped_row
from zhiben.reading.rows import is_zero_report, preface_reason
from zhiben.reading.words import NOTE, SIGNED, UNIT_LINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from zhiben.reading.headings import HeadingTest
    from zhiben.reading.merges import Merges
    from zhiben.reading.model import Sheet

_FEWEST_ROWS = 2
_FEWEST_LABELS = 4
_FEWEST_VALUES = 2
_ENOUGH = 3  # known headings of a row that is none of a form's
_MOST_ROWS = 2000
_NUMBERED = re.compile(r"[(]?[一二三四五六七八九十]{1,3}[)、.,].{2,20}")

_Form = tuple[Pair, ...]


@dataclass(frozen=True)
class FormReader:
    """Looks for forms in one sheet."""

    sheet: Sheet
    merges: Merges
    known: HeadingTest

    def table(self) -> SourceTable | None:
        """A row for each form of the sheet; None where anything in it may be something else."""
        if not self.is_likely or not self._are_told():
            return None
        forms = self._forms()
        filled = sum(1 for form in forms for pair in form if pair.value)
        if not forms or filled < _FEWEST_VALUES * len(forms) or min(map(len, forms)) < 1:
            return None
        return self._as_table(forms)

    def is_form_like(self, records: int) -> bool:
        """Whether the sheet is a form, though perhaps one that cannot be read, and no ledger.

        ``records`` is how many rows it would have as a ledger.
        """
        headed = (
            self.known.count(row) >= _ENOUGH
            for index, row in enumerate(self.sheet.rows)
            if index not in self._pairs
        )
        return self.is_likely and len(self._pairs) > records and not any(headed)

    @cached_property
    def _pairs(self) -> dict[int, tuple[Pair, ...]]:
        """Pairs of each row that holds nothing else."""
        lines = PairLines(self.sheet.rows, self.merges, self.known)
        rows = range(len(self.sheet.rows)) if len(self.sheet.rows) <= _MOST_ROWS else ()
        return {row: pairs for row in rows if (pairs := lines.pairs(row))}

    @cached_property
    def is_likely(self) -> bool:
        """Whether several rows are pairs, of several known labels."""
        labels = {pair.label for pairs in self._pairs.values() for pair in pairs if pair.is_known}
        return len(self._pairs) >= _FEWEST_ROWS and len(labels) >= _FEWEST_LABELS

    def _are_told(self) -> bool:
        """Whether every row is pairs, blank, a title above some or a note below all of them."""
        rows, pairs = self.sheet.rows, self._pairs
        told = [index for index, row in enumerate(rows) if any(row)]
        last = max(pairs)
        for place, index in enumerate(told):
            if index in pairs:
                continue
            if not self._is_aside(rows[index]):
                return False
            above = told[place - 1] if place else None
            if above in pairs and len(pairs[above]) == 1 and pairs[above][0].is_open:
                return False
            if min(pairs) < index < last and not self._heads(index, told[place + 1]):
                return False
        return True

    def _is_aside(self, row: Sequence[str]) -> bool:
        texts = [heading_text(cell) for cell in row if cell]
        is_signed = any(one.fullmatch(texts[0]) for one in (NOTE, UNIT_LINE, SIGNED))
        return (len(texts) == 1 or is_signed) and not is_zero_report(row)

    def _heads(self, index: int, below: int) -> bool:
        """Whether the lone text of a row names a part of the form, or the next form."""
        (text, *_) = filter(None, self.sheet.rows[index])
        if below not in self._pairs:
            return below < max(self._pairs) and self._is_aside(self.sheet.rows[below])
        return bool(_NUMBERED.fullmatch(text.strip())) or below in self._starts

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        """Rows with which a form begins: those whose first label begins several rows."""
        first = {row: pairs[0].label for row, pairs in self._pairs.items()}
        times = Counter(first.values())
        label = next((one for one in first.values() if times[one] > 1), None)
        several = tuple(row for row, one in first.items() if one == label)
        if label is not None and self._are_alike(several):
            return several
        return (min(self._pairs),)

    def _are_alike(self, starts: Sequence[int]) -> bool:
        """Whether what begins at ``starts`` has the same labels, most of them."""
        cut = [{pair.label for pair in form} for form in self._cut(starts)]
        every = set().union(*cut)
        return all(len(labels) * 3 >= len(every) * 2 for labels in cut)

    def _cut(self, starts: Sequence[int]) -> list[_Form]:
        ends = (*starts[1:], len(self.sheet.rows))
        return [
            tuple(pair for row, own in self._pairs.items() if start <= row < end for pair in own)
            for start, end in zip(starts, ends, strict=True)
        ]

    def _forms(self) -> list[_Form]:
        """The pairs of each form; none where they are not told apart, or one is no form."""
        above = [pair for row, own in self._pairs.items() if row < self._starts[0] for pair in own]
        if not all(UNIT_LINE.fullmatch(pair.label) for pair in above):
            return []
        forms = self._cut(self._starts)
        repeated = (Counter(pair.label for pair in form) for form in forms)
        if any(times * 3 > len(form) for form, one in zip(forms, repeated, strict=True)
               for times in one.values() if times > 1):  # fmt: skip
            return []
        known = ({pair.label for pair in form if pair.is_known} for form in forms)
        return forms if all(len(one) >= _FEWEST_LABELS for one in known) else []

    def _as_table(self, forms: Sequence[_Form]) -> SourceTable:
        named = [dict(zip(made_unique([p.label for p in form]), form, strict=True))
                 for form in forms]  # fmt: skip
        headings = tuple(dict.fromkeys(label for form in named for label in form))
        numbers = [self.sheet.row_numbers[form[0].row] for form in forms]
        return SourceTable(
            self.sheet.file_name,
            self.sheet.name,
            self._title(),
            headings,
            numbers,
            [[form[one].value if one in form else "" for one in headings] for form in named],
            tuple(self._skipped({form[0].row for form in forms})),
            columns=tuple(range(len(headings))),
            spots={
                number: dict(self._spots(headings, form))
                for number, form in zip(numbers, named, strict=True)
            },
        )

    def _spots(
        self, headings: Sequence[str], form: dict[str, Pair]
    ) -> Iterable[tuple[int, tuple[int, int]]]:
        for place, heading in enumerate(headings):
            if heading in form:
                pair = form[heading]
                yield place, (self.sheet.row_numbers[pair.row], pair.column)

    def _title(self) -> str:
        rows = self.sheet.rows[: min(self._starts)]
        lines = (" ".join(cell.strip() for cell in row if cell) for row in rows)
        return "\n".join(line for line in (self.sheet.preface, *lines) if line)

    def _skipped(self, records: set[int]) -> Iterable[SkippedRow]:
        """Every row that is no form's first: its words are told by that one, or by no form."""
        sheet, last = self.sheet, max(self._pairs)
        for index, (row, number) in enumerate(zip(sheet.rows, sheet.row_numbers, strict=True)):
            if index in records:
                continue
            if index in self._pairs and index > min(self._starts):
                yield SkippedRow(sheet.file_name, sheet.name, number, SkipReason.FORM_LINE)
                continue
            reason = SkipReason.NOTE if index > last and any(row) else preface_reason(row)
            yield skipped_row(sheet.file_name, sheet.name, number, reason, row)
