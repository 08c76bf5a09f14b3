"""Date columns: the finding's first, then the dates that may be counted from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.normalizing.cells import BLANK, Cell, Column, Flags, mask_of, read_column
from zhiben.normalizing.dates import DateContext, is_anchored, read_date
from zhiben.records import FieldType, RecordKind

DAY = pa.date32()


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
    found = read[kind.happened].values if read else None
    for field in kind.of_type(FieldType.DATE):
        if field.name in texts and field.name != kind.happened:
            read[field.name] = _read_later(texts[field.name], found, context, is_blank, flags)
    return read


def _read_later(
    texts: pa.StringArray,
    found: pa.Array | None,
    context: DateContext,
    is_blank: Callable[[str], bool],
    flags: Flags,
) -> Column:
    """A date of what came after the finding: anchored spellings are read row by row."""
    anchored = np.flatnonzero(mask_of(texts, lambda text: not is_blank(text) and is_anchored(text)))
    if found is None or not len(anchored):
        return read_column(texts, _reader(context, is_blank), DAY, flags)
    plain = pc.replace_with_mask(texts, _mask(anchored, len(texts)), pa.scalar("", pa.string()))
    column = read_column(plain, _reader(context, is_blank), DAY, flags)
    days = found.take(pa.array(anchored)).to_pylist()
    words = texts.take(pa.array(anchored)).to_pylist()
    reader = lru_cache(maxsize=None)(lambda word, day: _cell(word, replace(context, found=day)))
    cells = [reader(word, day) for word, day in zip(words, days, strict=True)]
    for flag in dict.fromkeys(flag for cell in cells for flag in cell.flags):
        flags.add(flag, anchored[[flag in cell.flags for cell in cells]])
    mask = _mask(anchored, len(texts))
    values = pa.array([cell.value for cell in cells], DAY)
    unread = pa.array([cell.unread for cell in cells], pa.string())
    return Column(
        pc.replace_with_mask(column.values, mask, values),
        pc.replace_with_mask(column.unread, mask, unread),
    )


def _reader(context: DateContext, is_blank: Callable[[str], bool]) -> Callable[[str], Cell]:
    return lambda text: BLANK if is_blank(text) else _cell(text, context)


def _cell(text: str, context: DateContext) -> Cell:
    reading = read_date(text, context)
    return Cell(reading.value, None if reading.is_read else text.strip(), reading.flags)


def _mask(places: np.ndarray[tuple[int], np.dtype[np.int64]], length: int) -> pa.BooleanArray:
    mask = np.zeros(length, np.bool_)
    mask[places] = True
    return pa.array(mask)


def days_or(column: pa.Array | None, other: date, length: int) -> list[date]:
    """The days of ``column``, ``other`` where there is none."""
    if column is None:
        return [other] * length
    return [day or other for day in column.to_pylist()]
