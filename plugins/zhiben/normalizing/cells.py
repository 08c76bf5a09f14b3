"""Columns of text read cell by cell, each distinct text once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Mask: TypeAlias = npt.NDArray[np.bool_]
Places: TypeAlias = npt.NDArray[np.int64]
AnyArray: TypeAlias = "pa.Array[Any]"


@dataclass(frozen=True)
class Cell:
    """What a text became; ``unread`` is the text itself where it could not be read."""

    value: object | None
    unread: str | None = None
    flags: tuple[str, ...] = ()


BLANK = Cell(None)
Reader = Callable[[str], Cell]


@dataclass
class Flags:
    """Flags of all records of a table, collected column by column."""

    _found: list[tuple[str, Places]] = field(default_factory=list)

    def add(self, flag: str, where: Mask | Places) -> None:
        """Put ``flag`` on the records that ``where`` masks or numbers."""
        places = np.flatnonzero(where) if where.dtype == np.bool_ else where
        if len(places):
            self._found.append((flag, places.astype(np.int64)))

    def to_array(self, length: int) -> AnyArray:
        """One list of flags a record, in the order they were added, none twice."""
        names = list(dict.fromkeys(flag for flag, _ in self._found))
        pairs = [places * len(names) + names.index(flag) for flag, places in self._found]
        every = np.unique(np.concatenate(pairs)) if pairs else np.empty(0, np.int64)
        owners, codes = (every // len(names), every % len(names)) if names else (every, every)
        offsets = np.searchsorted(owners, np.arange(length + 1))
        words = pa.array(names, pa.string()).take(pa.array(codes, pa.int64()))
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), words)


@dataclass(frozen=True)
class Column:
    """A field's values, and the texts that defied reading, one a record."""

    values: AnyArray
    unread: AnyArray


def texts_of(cells: Sequence[str]) -> pa.StringArray:
    """A column of the table as an Arrow array of text, without what no database can hold."""
    try:
        texts = pa.array(cells, pa.string())
    except UnicodeEncodeError:
        whole = [cell.encode("utf-8", "replace").decode("utf-8") for cell in cells]
        texts = pa.array(whole, pa.string())
    return pc.replace_substring(texts, "\0", "")


def each_distinct(
    texts: pa.StringArray, function: Callable[[str], object], kind: pa.DataType
) -> AnyArray:
    """``function`` of every text as an array of ``kind``, computed once for each distinct text."""
    encoded = texts.dictionary_encode()
    results = [function(text) for text in plain(encoded.dictionary)]
    return pa.array(results, kind).take(encoded.indices)


def plain(texts: AnyArray) -> list[str]:
    """Texts as Python strings, empty where there was none."""
    return [text or "" for text in texts.to_pylist()]


def taken(array: pa.StringArray, places: Places) -> pa.StringArray:
    """The elements of ``array`` at ``places``."""
    return array.take(pa.array(places, pa.int64()))


def replaced(array: AnyArray, places: Places, values: AnyArray) -> AnyArray:
    """``array`` with ``values`` at ``places``, which rise."""
    mask = np.zeros(len(array), np.bool_)
    mask[places] = True
    return cast("AnyArray", pc.replace_with_mask(array, pa.array(mask), values))


def mask_of(texts: pa.StringArray, test: Callable[[str], bool]) -> Mask:
    """Where ``test`` holds."""
    mask: Mask = each_distinct(texts, test, pa.bool_()).to_numpy(zero_copy_only=False)
    return mask


def read_column(texts: pa.StringArray, reader: Reader, kind: pa.DataType, flags: Flags) -> Column:
    """Read a column, putting the flags of its cells on their records."""
    encoded = texts.dictionary_encode()
    cells = [reader(text) for text in plain(encoded.dictionary)]
    for flag in dict.fromkeys(flag for cell in cells for flag in cell.flags):
        has_flag = pa.array([flag in cell.flags for cell in cells], pa.bool_())
        flags.add(flag, has_flag.take(encoded.indices).to_numpy(zero_copy_only=False))
    values = pa.array([cell.value for cell in cells], kind)
    unread = pa.array([cell.unread for cell in cells], pa.string())
    return Column(values.take(encoded.indices), unread.take(encoded.indices))


def blank_column(length: int, kind: pa.DataType) -> Column:
    """A field that no column of the table fills."""
    return Column(nothing(length, kind), nothing(length, pa.string()))


def nothing(length: int, kind: pa.DataType) -> AnyArray:
    """An array of nulls."""
    return pa.array([None] * length, kind)


def empty_mask(column: Column) -> Mask:
    """Where a field was left empty: neither a value nor a text that defied reading."""
    both = pc.and_(pc.is_null(column.values), pc.is_null(column.unread))
    mask: Mask = both.to_numpy(zero_copy_only=False)
    return mask


def filled_with(column: Column, word: str | None, where: Mask) -> Column:
    """``column`` with ``word`` where the mask says so."""
    values = pc.if_else(pa.array(where), pa.scalar(word, column.values.type), column.values)
    return Column(values, column.unread)
