"""JSON (an array of objects or of arrays) and JSON lines as grids."""

from __future__ import annotations

import json
import re
from typing import Any

from zhiben.reading.model import Sheet, UnreadableFileError

HEADING_ROW = 0  # keys are no row of the file, so they bear a number no row has
_OPENING = re.compile(r"\s*[\[{]")
_SURELY = re.compile(r"\s*(?:\[\s*)*\{\s*\"")  # no title of a ledger begins so
_AS_WRITTEN: dict[str, Any] = {"parse_int": str, "parse_float": str, "parse_constant": str}


def read_json(file_name: str, text: str) -> tuple[Sheet, list[str]] | None:
    """The records of a JSON text as one grid, keys as headings; None where it is none.

    Of an envelope the first list of records is read; the others are named, in sentences. Rows are
    numbered by element from 1, in JSON lines by line.

    Raises:
        UnreadableFileError: it is JSON beyond doubt, and damaged or no list of records.
    """
    if not _OPENING.match(text):
        return None
    numbered, others = _numbered(text)
    sheet = _grid(file_name, numbered)
    if sheet is None and _SURELY.match(text):
        raise UnreadableFileError(f"“{file_name}”是 JSON 文件，{_fault(text)}。请重新导出后报送。")
    return None if sheet is None else (sheet, others)


def _numbered(text: str) -> tuple[list[tuple[int, Any]], list[str]]:
    """Elements of the one array, or of the lines, with their numbers; what is broken is None.

    With it goes what is left out, in sentences.
    """
    whole = _parsed(text)
    if whole is None:
        lines = enumerate(text.split("\n"), start=1)
        return [(number, _parsed(line)) for number, line in lines if line.strip()], []
    if isinstance(whole, list):
        return list(enumerate(whole, start=1)), []
    elements, *others = _lists(whole)
    told = [f"“{name}”下的 {len(one)} 条没有读取，一个文件只读一份清单。" for name, one in others]
    return list(enumerate(elements[1], start=1)), told


def _fault(text: str) -> str:
    """Where a JSON text goes wrong, in words."""
    numbered, _ = _numbered(text)
    if not isinstance(numbered[0][1], dict):
        return _syntax_fault(text)
    bad = next(number for number, value in numbered if not isinstance(value, dict))
    return f"但第 {bad} 条不是完整的记录，可能没有传完"


def _syntax_fault(text: str) -> str:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return f"但第 {error.lineno} 行写法有误，可能没有传完"
    except (ValueError, RecursionError):
        return "但嵌套过深或数字过长，无法读取"
    return "但里面不是一条条记录"


def _parsed(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.loads(text, **_AS_WRITTEN)
    except (ValueError, RecursionError):
        return None


def _lists(whole: Any) -> list[tuple[str, list[Any]]]:  # noqa: ANN401
    """The lists in an envelope such as {"data": [...]}, by key; else the one object itself."""
    if not isinstance(whole, dict):
        return [("", [])]
    lists = [(str(key), value) for key, value in whole.items() if isinstance(value, list)]
    return [one for one in lists if any(isinstance(e, dict) for e in one[1])] or [("", [whole])]


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
