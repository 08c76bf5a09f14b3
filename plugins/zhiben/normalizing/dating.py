"""Date columns: the finding's first, then the dates that may be counted from it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np
import pyarrow as pa

from zhiben.normalizing.cells import (
    BLANK,
    AnyArray,
    Cell,
    Column,
    Flags,
    mask_of,
    plain,
    read_column,
    replaced,
    taken,
)
from zhiben.normalizing.dates import DateContext, is_anchored, read_date
from zhiben.records import FieldType, RecordKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

DAY = pa.date32()
TERM = "due_on"


def read_dates(
    texts: Mapping[str, pa.StringArray],
    kind: RecordKind,
    context: DateContext,
    is_blank: Callable[[str], bool],
    flags: Flags,
) -> dict[str, Column]:
    """Every date field of ``kind`` that has a column, by field."""
    read: dict[str, Column] = {}
    happening = replace(context, is_happening=True)
    if kind.happened in texts:
        reader = _reader(happening, is_blank)
        read[kind.happened] = read_column(texts[kind.happened], reader, DAY, flags)
    is_anchor = bool(read) and kind.field(kind.happened).required
    found = read[kind.happened].values if is_anchor else None
    for field in kind.of_type(FieldType.DATE):
        if field.name in texts and field.name != kind.happened:
            own = replace(context, is_term=field.name == TERM)
            read[field.name] = _read_later(texts[field.name], found, own, is_blank, flags)
    return read


def _read_later(
    texts: pa.StringArray,
    found: AnyArray | None,
    context: DateContext,
    is_blank: Callable[[str], bool],
    flags: Flags,
) -> Column:
    """A date of what came after the finding: anchored spellings are read row by row."""
    anchored = np.flatnonzero(mask_of(texts, lambda text: not is_blank(text) and is_anchored(text)))
    if found is None or not len(anchored):
        return read_column(texts, _reader(context, is_blank), DAY, flags)
    silent = pa.array([""] * len(anchored), pa.string())
    others = cast("pa.StringArray", replaced(texts, anchored, silent))
    column = read_column(others, _reader(context, is_blank), DAY, flags)
    days = found.take(pa.array(anchored, pa.int64())).to_pylist()
    pairs = zip(plain(taken(texts, anchored)), days, strict=True)
    known: dict[tuple[str, date | None], Cell] = {}
    cells = []
    for word, day in pairs:
        if (word, day) not in known:
            known[word, day] = _cell(word, replace(context, found=day))
        cells.append(known[word, day])
    for flag in dict.fromkeys(flag for cell in cells for flag in cell.flags):
        flags.add(flag, anchored[[flag in cell.flags for cell in cells]])
    values = pa.array([cell.value for cell in cells], DAY)
    unread = pa.array([cell.unread for cell in cells], pa.string())
    return Column(
        replaced(column.values, anchored, values), replaced(column.unread, anchored, unread)
    )


def _reader(context: DateContext, is_blank: Callable[[str], bool]) -> Callable[[str], Cell]:
    return lambda text: BLANK if is_blank(text) else _cell(text, context)


def _cell(text: str, context: DateContext) -> Cell:
    reading = read_date(text, context)
    return Cell(reading.value, None if reading.is_read else text.strip(), reading.flags)
