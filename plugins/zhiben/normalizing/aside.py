"""Values that stand in another column than their own: flagged, never moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from zhiben.normalizing.cells import Column, Flags, mask_of, plain
from zhiben.normalizing.dates import is_whole_date
from zhiben.records import FieldType, RecordKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhiben.vocabulary import Vocabulary

ASIDE = "value_aside"


def mark_strays(
    columns: dict[str, Column], kind: RecordKind, vocabulary: Vocabulary, flags: Flags
) -> None:
    """Empty date cells that hold a state (已整改) and word cells that hold a date, flagging both.

    The day of the finding stays unread: a record cannot do without it.
    """
    words = kind.of_type(FieldType.WORD)

    def is_word(text: str) -> bool:
        return any(vocabulary.meaning(field.name, text) for field in words)

    for field in kind.of_type(FieldType.DATE):
        if not field.required:
            columns[field.name] = _emptied(columns[field.name], is_word, flags)
    for field in words:
        columns[field.name] = _emptied(columns[field.name], is_whole_date, flags)


def _emptied(column: Column, is_stray: Callable[[str], bool], flags: Flags) -> Column:
    if column.unread.null_count == len(column.unread):
        return column
    texts = pa.array(plain(column.unread), pa.string())
    stray = mask_of(texts, lambda text: bool(text) and is_stray(text))
    flags.add(ASIDE, stray)
    nothing = pa.scalar(None, pa.string())
    return Column(column.values, pc.if_else(pa.array(stray), nothing, column.unread))
