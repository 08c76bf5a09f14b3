"""Rows as received: one JSON object each, written column by column."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhiben.normalizing.cells import plain, replaced, taken
from zhiben.reading import bytes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

joined: Any = pc.binary_join_element_wise
_equal: Any = pc.equal

_encode = json.JSONEncoder(ensure_ascii=False).encode
_ESCAPED = r'["\\\x00-\x1f]'  # what no string of JSON holds as it is
_FIRST_PRINTED = 0x20


def rows_as_json(headings: Sequence[str], texts: Sequence[pa.StringArray]) -> pa.StringArray:
    """Each row as an object: heading → text, blank cells left out."""
    pairs = zip(headings, texts, strict=True)
    pieces = [piece for pair in pairs for piece in _pieces(*pair)]
    members = joined(*pieces, "")
    return cast(pa.StringArray, joined("{", pc.binary_replace_slice(members, 0, 2, ""), "}", ""))


def _pieces(heading: str, cells: pa.StringArray) -> Iterator[str | pa.StringArray]:
    """What is to be joined for one column: ``, "heading": "text"``, nothing for a blank cell."""
    name = f", {_encode(heading)}: "
    if _is_full(cells) and not _has_escapes(cells):
        yield from (f'{name}"', cells, '"')
    else:
        yield _members(name, cells)


def _members(name: str, cells: pa.StringArray) -> pa.StringArray:
    every = joined(f'{name}"', cells, '"', "")
    written = cast(pa.StringArray, pc.if_else(_equal(cells, ""), "", every))
    if not _has_escapes(cells):
        return written
    mask = pc.match_substring_regex(cells, _ESCAPED)
    places = np.flatnonzero(mask.to_numpy(zero_copy_only=False))
    others = [name + _encode(text) for text in plain(taken(cells, places))]
    return cast(pa.StringArray, replaced(written, places, pa.array(others, pa.string())))


def _is_full(cells: pa.StringArray) -> bool:
    _, bounds = bytes_of(cells)
    return bool((bounds[1:] > bounds[:-1]).all())


def _has_escapes(cells: pa.StringArray) -> bool:
    codes, bounds = bytes_of(cells)
    codes = codes[bounds[0] :]
    marks = np.frombuffer(b'"\\', np.uint8)
    return bool((codes < _FIRST_PRINTED).any() or any((codes == mark).any() for mark in marks))
