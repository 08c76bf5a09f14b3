"""Lays records out as the frame that the rules are checked on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from zhiben.records import FieldType, RecordKind, unread_column
from zhiben.validating.nothing import ASKING_PATTERN, stating_pattern, why_nothing
from zhiben.validating.suite import (
    BROKEN_CODE,
    BUSINESS_DATE,
    NOTHING_STATED,
    Suite,
    given_column,
)

if TYPE_CHECKING:
    import pandas as pd

KEY = "record_id"
Strings: TypeAlias = "pa.ChunkedArray[Any]"


def frame_for(records: pa.Table, suite: Suite) -> pd.DataFrame:
    """The columns ``suite`` looks at, one row a record, keyed by ``record_id``."""
    kind = suite.kind
    columns: dict[str, Any] = {KEY: records[KEY], BROKEN_CODE: _broken_code(records, kind)}
    day = pa.array([suite.business_date] * len(records), pa.date32())
    columns[BUSINESS_DATE] = day.cast(pa.timestamp("s"))
    for field in kind.required():
        columns[given_column(field.name)] = _given(records, kind, field.name)
    if kind.text:
        columns[NOTHING_STATED] = _nothing_stated(records, kind.text)
    for rule in suite.rules:
        for name in (rule.column, rule.earlier):
            if name is not None and name not in columns:
                columns[name] = _comparable(records[name])
    return pa.table(columns).to_pandas()


def _comparable(column: Strings) -> Strings:
    return column.cast(pa.timestamp("s")) if pa.types.is_date(column.type) else column


def _given(records: pa.Table, kind: RecordKind, name: str) -> Strings:
    """Text of a field as far as any was given; a valid code stands for a name."""
    parts = [records[name].cast(pa.string())]
    if unread_column(name) in records.column_names:
        parts.append(records[unread_column(name)])
    if kind.field(name).type is FieldType.NAME:
        parts += [records[field.name] for field in kind.of_type(FieldType.CODE)]
        parts.append(_broken_code(records, kind))
    return pc.coalesce(*parts)


def _broken_code(records: pa.Table, kind: RecordKind) -> Strings:
    """ "broken" where only a broken code names the enterprise, null elsewhere."""
    flags = records["flags"].to_pylist()
    names = [field.name for field in kind.of_type(FieldType.NAME)]
    named = records[names[0]].is_valid().to_pylist() if names else [True] * len(flags)
    words = [
        None if has_name or not any(flag in _BROKEN for flag in row or ()) else "broken"
        for row, has_name in zip(flags, named, strict=True)
    ]
    return pa.chunked_array([pa.array(words, pa.string())])


_BROKEN = frozenset({"uscc_broken", "uscc_15_digits", "uscc_9_digits"})


def _nothing_stated(records: pa.Table, text_field: str) -> Strings:
    texts = records[text_field].combine_chunks()
    items: Any = pa.nulls(len(records), pa.string())
    if "check_item" in records.column_names:
        items = records["check_item"].combine_chunks()
    doubtful = pc.indices_nonzero(pc.invert(_state_something(texts, items)))
    pairs = list(zip(*(one.take(doubtful).to_pylist() for one in (texts, items)), strict=True))
    found = {pair: why_nothing(*pair) for pair in dict.fromkeys(pairs)}
    reasons: list[str | None] = [None] * len(records)
    for place, pair in zip(doubtful.to_pylist(), pairs, strict=True):
        reasons[place] = found[pair]
    return pa.chunked_array([pa.array(reasons, pa.string())])


def _state_something(texts: Any, items: Any) -> Any:  # noqa: ANN401 - arrays of text
    """Which texts state something beyond doubt."""
    telling = pc.match_substring_regex(texts, stating_pattern())
    asking = pc.match_substring_regex(texts, ASKING_PATTERN)
    sure = pc.and_not(pc.and_(telling, pc.is_null(items)), asking)
    return pc.fill_null(sure, False)
