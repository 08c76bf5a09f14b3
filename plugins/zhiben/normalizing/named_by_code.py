"""Codes that stand where an enterprise's name belongs: read as codes, never as names."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pyarrow as pa
import pyarrow.compute as pc

from zhiben.normalizing.cells import each_other, mask_of, sure_where
from zhiben.normalizing.codes import is_organisation_code, read_code
from zhiben.records import FieldType, RecordKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhiben.normalizing.columns import ColumnMap
    from zhiben.normalizing.lines import Lines

_HAN = "[\u3400-\u9fff]"
_LIKE_A_CODE = re.compile(r"[0-9A-Z]{2}\d{6}[0-9A-Z]{7,12}")
_MOSTLY_DIGITS = re.compile(r"(?:\D*\d){5}")


def is_like_a_code(text: str) -> bool:
    """Whether ``text`` is a code of an enterprise, sound or broken, and no name with one."""
    if re.search(_HAN, text):
        return False
    reading = read_code(text)
    is_short = is_organisation_code(reading.typed) and _MOSTLY_DIGITS.match(reading.typed)
    is_cut = not reading.typed and any(char.isdecimal() for char in text)
    return bool(reading.value or is_cut or is_short or _LIKE_A_CODE.fullmatch(reading.typed))


def codes_among(names: pa.StringArray) -> pa.StringArray:
    """The texts of ``names`` that are codes, the others empty."""
    codes = each_other(
        names, sure_where(_HAN), "", lambda text: text if is_like_a_code(text) else "", pa.string()
    )
    return cast("pa.StringArray", codes)


def with_codes(
    lines: Lines, columns: ColumnMap, kind: RecordKind, is_blank: Callable[[str], bool]
) -> Lines:
    """``lines`` with the codes that stand for names in the column of codes, where that is empty."""
    texts = dict(lines.texts)
    for named in _places(columns, kind, FieldType.NAME):
        for place in _places(columns, kind, FieldType.CODE):
            is_empty = pa.array(mask_of(texts[place], is_blank))
            codes = codes_among(texts[named])
            is_moved = pc.and_(is_empty, pc.not_equal(codes, pa.scalar("")))
            texts[place] = pc.if_else(is_moved, codes, texts[place])
    return replace(lines, texts=texts)


def _places(columns: ColumnMap, kind: RecordKind, of: FieldType) -> list[int]:
    return [columns.main[one.name] for one in kind.of_type(of) if one.name in columns.main]
