"""The columns in which records of a kind travel between the rooms."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from zhiben.records.fields import FieldType, RecordKind

_ARROW: dict[FieldType, pa.DataType] = {
    FieldType.DATE: pa.date32(),
    FieldType.MONEY: pa.decimal128(18, 2),
    FieldType.COUNT: pa.int64(),
    FieldType.FLAG: pa.bool_(),
}
_PARSED = frozenset(
    {
        FieldType.CODE,
        FieldType.DATE,
        FieldType.WORD,
        FieldType.MONEY,
        FieldType.COUNT,
        FieldType.FLAG,
    }
)

PLACE: tuple[pa.Field[Any], ...] = (
    pa.field("record_id", pa.string(), nullable=False),  # unique in its delivery
    pa.field("file_name", pa.string(), nullable=False),
    pa.field("sheet", pa.string(), nullable=False),
    pa.field("row_number", pa.int32(), nullable=False),
    pa.field("part", pa.int32(), nullable=False),  # 1…n
    pa.field("row_hash", pa.string(), nullable=False),
    pa.field("source_key", pa.string()),  # the contract's key columns, null without a key
    pa.field("raw", pa.string(), nullable=False),  # JSON object: heading → text as received
    pa.field("flags", pa.list_(pa.string()), nullable=False),
)


def unread_column(field_name: str) -> str:
    """Column that holds the text of ``field_name`` where it could not be read."""
    return f"{field_name}__unread"


def arrow_schema(kind: RecordKind) -> pa.Schema:
    """Schema of a normalised table of ``kind``: place, fields, and texts that defied reading."""
    fields: list[pa.Field[Any]] = [
        pa.field(field.name, _ARROW.get(field.type, pa.string())) for field in kind.fields
    ]
    unread: list[pa.Field[Any]] = [
        pa.field(unread_column(field.name), pa.string())
        for field in kind.fields
        if field.type in _PARSED
    ]
    return pa.schema([*PLACE, *fields, *unread])
