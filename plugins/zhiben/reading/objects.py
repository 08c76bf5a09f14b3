"""JSON (an array of objects or of arrays) and JSON lines as grids."""

from __future__ import annotations

import json
import re
from typing import Any

from zhiben.reading.model import Sheet

HEADING_ROW = 0  # keys are no row of the file, so they bear a number no row has
_OPENING = re.compile(r"\s*[\[{]")
_AS_WRITTEN: dict[str, Any] = {"parse_int": str, "parse_float": str, "parse_constant": str}


def read_json(file_name: str, text: str) -> Sheet | None:
    """The records of a JSON text as one grid, keys as headings; None where it is none.

    Rows are numbered by element from 1, in JSON lines by line.
    """
    if not _OPENING.match(text):
        return None
    whole = _parsed(text)
    if whole is None:
        return _lines(file_name, text)
    elements = whole if isinstance(whole, list) else _first_list(whole)
    return _grid(file_name, list(enumerate(elements, start=1)))


def _lines(file_name: str, text: str) -> Sheet | None:
    numbered = [
        (number, _parsed(line))
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip()
    ]
    if any(value is None for _, value in numbered):
        return None
    return _grid(file_name, numbered)


def _parsed(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.loads(text, **_AS_WRITTEN)
    except (ValueError, RecursionError):
        return None


def _first_list(whole: Any) -> list[Any]:  # noqa: ANN401
    """The list in an envelope such as {"data": [...]}; else the one object itself."""
    if isinstance(whole, dict):
        lists = (value for value in whole.values() if isinstance(value, list))
        return next((each for each in lists if any(isinstance(e, dict) for e in each)), [whole])
    return []


def _grid(file_name: str, numbered: list[tuple[int, Any]]) -> Sheet | None:
    if all(isinstance(value, list) for _, value in numbered):
        rows = [[_cell(each) for each in value] for _, value in numbered]
        return Sheet(file_name, "", rows, [number for number, _ in numbered])
    if not all(isinstance(value, dict) for _, value in numbered):
        return None
    keys = list(dict.fromkeys(key for _, value in numbered for key in value))
    rows = [[_cell(key) for key in keys]]
    rows += [[_cell(value.get(key)) for key in keys] for _, value in numbered]
    return Sheet(file_name, "", rows, [HEADING_ROW, *(number for number, _ in numbered)])


def _cell(value: Any) -> str:  # noqa: ANN401
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return _sound(text) if text.strip() else ""


def _sound(text: str) -> str:
    """``text`` without NULs and halves of surrogate pairs, which JSON escapes can smuggle in."""
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
