"""Blocks of plain delimited text column by column, as ``csv`` cuts them row by row."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, cast

import pyarrow as pa
from pyarrow import csv

from zhiben.reading.columns import ColumnRows

if TYPE_CHECKING:
    from zhiben.reading.dialect import Dialect


def columns_of_block(block: str, dialect: Dialect) -> ColumnRows | None:
    """The rows of a block without quotes; None where not all have the dialect's width."""
    if dialect.width < 2 or dialect.skips_space or not dialect.delimiter.isascii():
        return None
    content = block.encode()
    names = [str(place) for place in range(dialect.width)]
    try:
        table = csv.read_csv(
            io.BytesIO(content),
            csv.ReadOptions(column_names=names, use_threads=False, block_size=len(content) + 1),
            csv.ParseOptions(
                delimiter=dialect.delimiter,
                quote_char=False,
                double_quote=False,
                escape_char=False,
                newlines_in_values=False,
                ignore_empty_lines=False,
            ),
            csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                null_values=[],
            ),
        )
    except pa.ArrowInvalid:
        return None
    columns = (column.combine_chunks() for column in table.columns)
    return ColumnRows(cast("tuple[pa.StringArray, ...]", tuple(columns)))
