"""Delimited text and JSON, as spreadsheet programs and systems write them."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

import opencc

from zhiben.simulation.kinds import FileKind
from zhiben.simulation.model import Cell
from zhiben.simulation.sheets import Sheet

_BIG5 = "big5hkscs"
_OTHERWISE = str.maketrans("″￥叄", "〃¥參")  # what Big5 lacks, as it is typed there


def text_of(sheets: Sequence[Sheet], kind: FileKind) -> bytes:
    """``sheets`` one under another; a Big5 text is in traditional characters, having no others."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=kind.delimiter, lineterminator="\r\n")
    for sheet in sheets:
        writer.writerows([_plain(cell) for cell in line.cells] for line in sheet.lines)
    if kind.encoding != _BIG5:
        return text.getvalue().encode(kind.encoding)
    traditional = str(_to_traditional().convert(text.getvalue()))
    return traditional.translate(_OTHERWISE).encode(_BIG5)


def json_of(sheets: Sequence[Sheet]) -> bytes:
    """All records as one array of objects."""
    return json.dumps(list(_objects(sheets)), ensure_ascii=False, indent=1).encode()


def json_lines_of(sheets: Sequence[Sheet]) -> bytes:
    """Each record as an object on a line of its own."""
    lines = (json.dumps(each, ensure_ascii=False) for each in _objects(sheets))
    return "".join(f"{line}\n" for line in lines).encode()


def _objects(sheets: Sequence[Sheet]) -> Iterator[dict[str, Any]]:
    for sheet in sheets:
        for line in sheet.lines:
            cells = (str(cell) if isinstance(cell, date) else cell for cell in line.cells)
            yield dict(zip(sheet.above, cells, strict=True))


def _plain(cell: Cell) -> str:
    return "" if cell is None else str(cell)


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2tw")
