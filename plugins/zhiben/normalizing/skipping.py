"""Rows that look like records and are none: unfilled form rows and zero reports (零报告)."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, cast

import numpy as np

from zhiben.normalizing.cells import Mask, mask_of, plain, taken
from zhiben.reading.model import SkippedRow, SkipReason, SourceTable
from zhiben.records import FieldType, RecordKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyarrow as pa

    from zhiben.normalizing.columns import ColumnMap
    from zhiben.vocabulary import Vocabulary

_WHERE = frozenset({"county", "town"})
_ZERO = frozenset({"0", "0.0", "0.00"})
_HAN = re.compile("[\u3400-\u9fff]")
_FEWEST_SAID = 4  # Chinese characters by which a cell says something
_CHOSEN = frozenset({FieldType.WORD, FieldType.FLAG})


def rows_without_finding(
    table: SourceTable,
    texts: Sequence[pa.StringArray],
    columns: ColumnMap,
    kind: RecordKind,
    vocabulary: Vocabulary,
) -> Mapping[int, SkipReason]:
    """Row indexes that hold no record, with the reason.

    A row is unfilled when nothing of the finding is filled in, or no more than what a form's
    drop-downs put there and that without saying where; it is a zero report when that is all it
    says, a date apart, or when it says 无 in every cell but those of place and day. What says
    something where nobody reads it is neither: it is refused, and a person looks.
    """
    finding = [field for field in kind.fields if field.finding and field.name in columns.main]
    blank = {
        field.name: mask_of(
            texts[columns.main[field.name]],
            _is_empty if field.name == kind.text else vocabulary.is_blank,
            vocabulary.never_blank,
        )
        for field in finding
    }
    if not blank:
        return {}
    unfilled: Mask = np.logical_and.reduce(list(blank.values()))
    unfilled |= _preset(texts, columns, kind, vocabulary, blank)
    reasons = {
        row: _reason(table.rows[row], vocabulary) for row in np.flatnonzero(unfilled).tolist()
    }
    for row in np.flatnonzero(_zero_reports(texts, columns, kind, vocabulary, blank)):
        reasons[int(row)] = SkipReason.ZERO_REPORT
    for place in _nothing_but_where(texts, columns, kind, vocabulary):
        reasons.setdefault(place, SkipReason.ZERO_REPORT)
    silent = (row for row in reasons if not _says_none(table.rows[row], vocabulary))
    for place in _told_elsewhere(table, texts, columns, kind, silent):
        del reasons[place]
    return reasons


def _told_elsewhere(
    table: SourceTable,
    texts: Sequence[pa.StringArray],
    columns: ColumnMap,
    kind: RecordKind,
    rows: Iterable[int],
) -> list[int]:
    """Those of ``rows`` without a text that say something in a column nobody reads, as in 备注.

    What a form's rows are prefilled with stands in several of them, and tells of nothing.
    """
    described = columns.main.get(kind.text or "")
    silent = [row for row in rows if described is not None and not texts[described][row].as_py()]
    if not silent:
        return []
    found: set[int] = set()
    for place in set(range(len(table.headings))) - columns.used:
        cells = plain(table.texts[place])
        counts = Counter(cells)
        said = (row for row in silent if counts[cells[row]] == 1)
        found.update(row for row in said if len(_HAN.findall(cells[row])) >= _FEWEST_SAID)
    return sorted(found)


def skipped_rows(table: SourceTable, reasons: Mapping[int, SkipReason]) -> tuple[SkippedRow, ...]:
    """The rows to skip with their places and words."""
    return tuple(
        SkippedRow(
            table.file_name,
            table.sheet,
            table.row_numbers[row],
            reason,
            " ".join(cell for cell in table.rows[row] if cell)[:200],
        )
        for row, reason in sorted(reasons.items())
    )


def _preset(
    texts: Sequence[pa.StringArray],
    columns: ColumnMap,
    kind: RecordKind,
    vocabulary: Vocabulary,
    blank: Mapping[str, Mask],
) -> Mask:
    """Rows that name no place, day or hazard, only words that are chosen from a list."""
    typed = [mask for name, mask in blank.items() if kind.field(name).type not in _CHOSEN]
    names = [field.name for field in kind.of_type(FieldType.NAME, FieldType.CODE)]
    nameless = [
        mask_of(texts[columns.main[name]], vocabulary.is_blank, vocabulary.never_blank)
        for name in names
        if name in columns.main
    ]
    has_all = bool(nameless) and kind.text in blank and kind.happened in blank
    nobody = np.zeros(len(texts[0]), np.bool_)
    return cast("Mask", np.logical_and.reduce([*typed, *nameless])) if has_all else nobody


def _zero_reports(
    texts: Sequence[pa.StringArray],
    columns: ColumnMap,
    kind: RecordKind,
    vocabulary: Vocabulary,
    blank: Mapping[str, Mask],
) -> Mask:
    if kind.text is None or kind.text not in columns.main:
        return np.zeros(len(texts[0]), np.bool_)
    said = texts[columns.main[kind.text]]
    says_none = mask_of(said, vocabulary.is_zero_report, vocabulary.never_zero_report)
    others = [
        mask
        for name, mask in blank.items()
        if name != kind.text and kind.field(name).type is not FieldType.DATE
    ]
    return cast("Mask", np.logical_and.reduce([says_none, *others]))


def _nothing_but_where(
    texts: Sequence[pa.StringArray], columns: ColumnMap, kind: RecordKind, vocabulary: Vocabulary
) -> list[int]:
    """Rows of a weekly table by town that had none: 无 or a dash in each cell but place and day.

    A number may be 0 there, as long as some cell says it in words.
    """
    if kind.text is not None and kind.text not in columns.main:
        return []
    rows = np.arange(len(texts[0]))
    is_said = np.zeros(len(rows), np.bool_)
    told = [place for name, place in columns.main.items() if name not in {*_WHERE, kind.happened}]
    first = columns.main.get(kind.text or "")
    for place in sorted(told, key=lambda one: one != first):  # most rows say something there
        cells = taken(texts[place], rows)
        if place == first:
            none = mask_of(cells, vocabulary.is_blank, vocabulary.never_blank)
        else:
            none = mask_of(cells, lambda text: _is_none(text, vocabulary))
        rows, said = rows[none], taken(cells, np.flatnonzero(none))
        is_said = is_said[none] | mask_of(said, _is_word)
    found: list[int] = rows[is_said].tolist()
    return found


def _is_none(text: str, vocabulary: Vocabulary) -> bool:
    is_none = vocabulary.is_blank(text) or vocabulary.is_nothing(text)
    return is_none or vocabulary.is_zero_report(text) or text.strip() in _ZERO


def _is_word(text: str) -> bool:
    return bool(text.strip()) and text.strip() not in _ZERO


def _reason(row: Sequence[str], vocabulary: Vocabulary) -> SkipReason:
    return SkipReason.ZERO_REPORT if _says_none(row, vocabulary) else SkipReason.UNFILLED


def _says_none(row: Sequence[str], vocabulary: Vocabulary) -> bool:
    return any(vocabulary.is_zero_report(cell) for cell in row if cell)


def _is_empty(text: str) -> bool:
    return not text or text.isspace()
