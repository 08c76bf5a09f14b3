"""Lays records out as the frame that the rules are checked on, column by column in Arrow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.records import FieldType, RecordKind, unread_column
from zhiben.validating.nothing import reasons
from zhiben.validating.suite import (
    BROKEN_CODE,
    BROKEN_CODES,
    BUSINESS_DATE,
    NOTHING_STATED,
    Suite,
    given_column,
)

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

Strings: TypeAlias = "pa.ChunkedArray[Any]"


def frame_for(records: pa.Table, suite: Suite, business_date: date) -> pa.Table:
    """The columns ``suite`` looks at, one row a record, in the order of ``records``."""
    kind = suite.kind
    columns: dict[str, Any] = {BROKEN_CODE: _broken_code(records, kind)}
    columns[BUSINESS_DATE] = pa.repeat(pa.scalar(business_date, pa.date32()), len(records))
    if kind.text:
        columns[NOTHING_STATED] = _nothing_stated(records, kind.text)
    for rule in suite.rules:
        if rule.flags:
            columns[rule.column] = flagged(records, rule.flags)
        elif rule.column == given_column(rule.field):
            columns[rule.column] = _given(records, kind, rule.field)
        for name in (rule.column, rule.earlier):
            if name is not None and name not in columns:
                columns[name] = records[name]
    return pa.table(columns)


def as_pandas(frame: pa.Table) -> pd.DataFrame:
    """The frame for Great Expectations: a number, the day of a date, else whether one is given.

    Days are numbers from 1970 on; whatever comes before or after a day that is not given is not
    out of order, as nothing compares with NaN.
    """
    import pandas as pd

    return pd.DataFrame({name: _bare(frame[name]) for name in frame.column_names}, copy=False)


def _bare(column: Strings) -> npt.NDArray[Any]:
    if pa.types.is_floating(column.type):
        return column.to_numpy()
    if not pa.types.is_date(column.type):
        return column.is_valid().to_numpy()
    return column.cast(pa.int32()).cast(pa.float32()).to_numpy()


def flagged(records: pa.Table, flags: Sequence[str]) -> pa.Array[Any]:
    """The first of ``flags`` that a record bears, null where it bears none."""
    lists: Any = records["flags"].combine_chunks()
    words, owners = pc.list_flatten(lists), pc.list_parent_indices(lists)
    is_meant = pc.is_in(words, value_set=pa.array(flags, pa.string()))
    places, firsts = np.unique(owners.filter(is_meant).to_numpy(), return_index=True)
    bears = np.zeros(len(records), np.bool_)
    bears[places] = True
    found: Any = words.filter(is_meant).take(pa.array(firsts))
    none = pa.nulls(len(records), pa.string())
    return cast("pa.Array[Any]", pc.replace_with_mask(none, pa.array(bears), found))


def _given(records: pa.Table, kind: RecordKind, name: str) -> Strings:
    """Text of a field as far as any was given; a valid code stands for a name."""
    parts = [records[name].cast(pa.string())]
    if unread_column(name) in records.column_names:
        parts.append(records[unread_column(name)])
    if kind.field(name).type is FieldType.NAME:
        parts += [records[field.name] for field in kind.of_type(FieldType.CODE)]
        parts.append(_broken_code(records, kind))
    return pc.coalesce(*parts)


def _broken_code(records: pa.Table, kind: RecordKind) -> Any:  # noqa: ANN401 - pyarrow's generics
    """A flag where only a broken code names the enterprise, null elsewhere."""
    broken: Any = flagged(records, BROKEN_CODES)
    names = kind.of_type(FieldType.NAME)
    if not names:
        return pa.nulls(len(records), pa.string())
    has_name = records[names[0].name].combine_chunks().is_valid()
    return pc.if_else(has_name, pa.scalar(None, pa.string()), broken)


def _nothing_stated(records: pa.Table, text_field: str) -> Strings:
    """Why a text states nothing, each distinct pair of text and check item looked at once."""
    texts = _encoded(records[text_field])
    silent = pa.nulls(len(records), pa.string())
    items = _encoded(records["check_item"] if "check_item" in records.column_names else silent)
    width = len(items.dictionary) + 1
    pairs = _codes(texts) * width + _codes(items)
    distinct, places = np.unique(pairs, return_inverse=True)
    words, said = [*texts.dictionary.to_pylist(), None], [*items.dictionary.to_pylist(), None]
    looked_at = (divmod(pair, width) for pair in distinct.tolist())
    found: Any = reasons((words[text], said[item]) for text, item in looked_at)
    return pa.chunked_array([pa.array(found, pa.string()).take(pa.array(places, pa.int64()))])


def _encoded(column: Any) -> Any:  # noqa: ANN401 - pyarrow's generics
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return whole.dictionary_encode()


def _codes(encoded: Any) -> npt.NDArray[np.int64]:  # noqa: ANN401
    """Places in the dictionary, the one after its last for what is null."""
    codes = encoded.indices.fill_null(len(encoded.dictionary))
    return np.asarray(codes.to_numpy(), np.int64)
