"""Texts that are no value of their column: flagged, and never moved to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from zhiben.normalizing.cells import Column, Flags, mask_of, plain
from zhiben.normalizing.dates import is_impossible_date, is_whole_date
from zhiben.records import FieldType, RecordKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhiben.vocabulary import Vocabulary

ASIDE = "value_aside"
DATE_UNREAD = "date_unread"


def mark_strays(
    columns: dict[str, Column], kind: RecordKind, vocabulary: Vocabulary, flags: Flags
) -> None:
    """Empty date cells that hold words (已整改, 汛期前) and word cells that hold a date, flagged.

    What was meant for a date and cannot be one (2月30日) stays unread, and so does whatever stands
    for a day that a record cannot do without.
    """
    words = kind.of_type(FieldType.WORD)

    def is_word(text: str) -> bool:
        return any(vocabulary.meaning(field.name, text) for field in words)

    for field in kind.of_type(FieldType.DATE):
        if not field.required:
            days = _emptied(columns[field.name], is_word, ASIDE, flags)
            columns[field.name] = _emptied(days, _is_no_date, DATE_UNREAD, flags)
    for field in words:
        columns[field.name] = _emptied(columns[field.name], is_whole_date, ASIDE, flags)


def _is_no_date(text: str) -> bool:
    return not is_impossible_date(text)


def _emptied(column: Column, is_stray: Callable[[str], bool], flag: str, flags: Flags) -> Column:
    if column.unread.null_count == len(column.unread):
        return column
    texts = pa.array(plain(column.unread), pa.string())
    stray = mask_of(texts, lambda text: bool(text) and is_stray(text))
    flags.add(flag, stray)
    nothing = pa.scalar(None, pa.string())
    return Column(column.values, pc.if_else(pa.array(stray), nothing, column.unread))
