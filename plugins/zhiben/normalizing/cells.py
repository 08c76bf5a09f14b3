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


_SAMPLED = 512


@dataclass(frozen=True)
class Cell:
    """What a text became; ``unread`` is the text itself where it could not be read."""

    value: object | None
    unread: str | None = None
    flags: tuple[str, ...] = ()


BLANK = Cell(None)
Reader = Callable[[str], Cell]
Sure: TypeAlias = Callable[["pa.StringArray"], "pa.BooleanArray"]


def sure_where(found: str = "", but_not: str = "") -> Sure:
    """A test of whole columns by patterns (RE2): the one is found in a text, the other is not."""

    def test(texts: pa.StringArray) -> pa.BooleanArray:
        if not found:
            return pc.invert(pc.match_substring_regex(texts, but_not))
        sure = pc.match_substring_regex(texts, found)
        return pc.and_not(sure, pc.match_substring_regex(texts, but_not)) if but_not else sure

    return test


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


def each_distinct(
    texts: pa.StringArray, function: Callable[[str], object], kind: pa.DataType
) -> AnyArray:
    """``function`` of every text as an array of ``kind``, computed once for each distinct text."""
    encoded = texts.dictionary_encode()
    results = [function(text) for text in plain(encoded.dictionary)]
    return pa.array(results, kind).take(encoded.indices)


def each_other(
    texts: pa.StringArray,
    sure: Sure,
    value: object,
    function: Callable[[str], object],
    kind: pa.DataType,
) -> AnyArray:
    """``function`` of every text, known to be ``value`` where ``sure`` says so."""
    others = _others(texts, sure)
    if len(others) == len(texts):
        return each_distinct(texts, function, kind)
    scalar: Any = pa.scalar(value, kind)
    every = cast("AnyArray", pa.repeat(scalar, len(texts)))
    if not len(others):
        return every
    return replaced(every, others, each_distinct(taken(texts, others), function, kind))


def _others(texts: pa.StringArray, sure: Sure) -> Places:
    """Where a text has to be read; everywhere in columns that repeat themselves anyway."""
    sample = texts.slice(0, _SAMPLED)
    if len(sample.unique()) * 2 <= len(sample):
        return np.arange(len(texts))
    return np.flatnonzero(~sure(texts).to_numpy(zero_copy_only=False))


def distinct_rows(columns: Sequence[AnyArray]) -> tuple[Places, Places]:
    """Where each distinct row of ``columns`` stands first, and which of those each row is."""
    codes: Places = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        encoded = column.dictionary_encode()
        codes = codes * len(encoded.dictionary) + encoded.indices.to_numpy()
        _, first, codes = np.unique(codes, return_index=True, return_inverse=True)
    return first, codes


def plain(texts: AnyArray) -> list[str]:
    """Texts as Python strings, empty where there was none."""
    return [text or "" for text in texts.to_pylist()]


def taken(array: pa.StringArray, places: Places) -> pa.StringArray:
    """The elements of ``array`` at ``places``."""
    if len(places) == len(array) and bool((places == np.arange(len(array))).all()):
        return array
    return array.take(pa.array(places, pa.int64()))


def replaced(array: AnyArray, places: Places, values: AnyArray) -> AnyArray:
    """``array`` with ``values`` at ``places``, which rise."""
    mask = np.zeros(len(array), np.bool_)
    mask[places] = True
    return cast("AnyArray", pc.replace_with_mask(array, pa.array(mask), values))


def mask_of(texts: pa.StringArray, test: Callable[[str], bool], never: str | None = None) -> Mask:
    """Where ``test`` holds, which it does not where the pattern ``never`` is found."""
    if never is None:
        held = each_distinct(texts, test, pa.bool_())
    else:
        held = each_other(texts, sure_where(never), False, test, pa.bool_())
    mask: Mask = held.to_numpy(zero_copy_only=False)
    return mask


def read_column(
    texts: pa.StringArray,
    reader: Reader,
    kind: pa.DataType,
    flags: Flags,
    as_is: Sure | None = None,
) -> Column:
    """Read a column, putting the flags of its cells on their records.

    Texts that ``as_is`` is sure of are what ``reader`` would make of them, without any flag.
    """
    others = np.arange(len(texts)) if as_is is None else _others(texts, as_is)
    if as_is is not None and not len(others):
        return Column(texts, nothing(len(texts), pa.string()))
    column = _read(taken(texts, others), others, reader, kind, flags)
    if len(others) == len(texts):
        return column
    unread = replaced(nothing(len(texts), pa.string()), others, column.unread)
    return Column(replaced(texts, others, column.values), unread)


def _read(
    texts: pa.StringArray, places: Places, reader: Reader, kind: pa.DataType, flags: Flags
) -> Column:
    """Read ``texts``, which stand at ``places`` of their column, each distinct one once."""
    encoded = texts.dictionary_encode()
    cells = [reader(text) for text in plain(encoded.dictionary)]
    for flag in dict.fromkeys(flag for cell in cells for flag in cell.flags):
        has_flag = pa.array([flag in cell.flags for cell in cells], pa.bool_())
        flags.add(flag, places[has_flag.take(encoded.indices).to_numpy(zero_copy_only=False)])
    values = pa.array([cell.value for cell in cells], kind)
    unread = pa.array([cell.unread for cell in cells], pa.string())
    return Column(values.take(encoded.indices), unread.take(encoded.indices))


def blank_column(length: int, kind: pa.DataType) -> Column:
    """A field that no column of the table fills."""
    return Column(nothing(length, kind), nothing(length, pa.string()))


def nothing(length: int, kind: pa.DataType) -> AnyArray:
    """An array of nulls."""
    of_kind: Any = kind
    return cast("AnyArray", pa.nulls(length, of_kind))


def empty_mask(column: Column) -> Mask:
    """Where a field was left empty: neither a value nor a text that defied reading."""
    both = pc.and_(pc.is_null(column.values), pc.is_null(column.unread))
    mask: Mask = both.to_numpy(zero_copy_only=False)
    return mask


def filled_with(column: Column, word: str | None, where: Mask) -> Column:
    """``column`` with ``word`` where the mask says so."""
    values = pc.if_else(pa.array(where), pa.scalar(word, column.values.type), column.values)
    return Column(values, column.unread)
