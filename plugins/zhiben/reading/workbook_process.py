"""Child process that turns a workbook into text, so that no file can take its reader down.

Calamine is quick and right, but a damaged or hostile workbook can make it ask for more memory
than there is, which ends the process. Here that ends this process only. It knows nothing of
zhiben: bytes on standard input, a marshalled answer on standard output.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import marshal
import math
import re
import resource
import sys
import zipfile
import zlib
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import python_calamine as calamine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MEMORY_BYTES = 2 << 30
READY = b"R"

_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\shidden="(?:1|true)")[^>]*\sr="(\d+)"')
_CHUNK = 1 << 20
_OVERLAP = 4096
_MOST_DIGITS = 15  # what a spreadsheet keeps and shows; the rest is binary noise


_UNTOLD = (
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    LookupError,
    ValueError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)


def number_text(value: float) -> str:
    """``value`` as a person would type it: no exponent, no ``.0``, no binary noise."""
    if not math.isfinite(value):
        return repr(value)
    if value.is_integer() and abs(value) < 10**_MOST_DIGITS:
        return str(int(value))
    return format(Decimal(format(value, f".{_MOST_DIGITS}g")), "f")


def datetime_text(value: dt.datetime) -> str:
    """``value`` to the second; a spreadsheet's fractions of a second are rounding noise."""
    whole = value.replace(microsecond=0)
    with contextlib.suppress(OverflowError):
        whole += dt.timedelta(seconds=round(value.microsecond / 1e6))
    return whole.isoformat(" ")


def duration_text(value: dt.timedelta) -> str:
    """Hours, minutes and seconds; hours may pass 24."""
    seconds = round(value.total_seconds())
    sign = "-" if seconds < 0 else ""
    minutes, second = divmod(abs(seconds), 60)
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}:{second:02}"


def _time_text(value: dt.time) -> str:
    return value.isoformat("seconds")


_AS_TEXT: dict[type, Callable[[Any], str]] = {
    int: str,
    float: number_text,
    bool: lambda value: "TRUE" if value else "FALSE",
    dt.date: dt.date.isoformat,
    dt.datetime: datetime_text,
    dt.time: _time_text,
    dt.timedelta: duration_text,
}


def clean(cell: str) -> str:
    """``cell`` as it stood, without NULs; empty where it holds nothing but white space."""
    text = cell.replace("\0", "")
    return text if text.strip() else ""


def text_rows(rows: Iterable[list[Any]]) -> list[list[str]]:
    """Every cell as text; cells of nothing but white space are empty.

    Equal cells share one string: a ledger says the same few thousand things over and over.
    """
    known: dict[tuple[type, Any], str] = {}
    words: dict[str, str] = {"": ""}
    result = []
    for row in rows:
        texts = []
        for cell in row:
            if type(cell) is str:
                text = words.get(cell)
                if text is None:
                    text = words[cell] = clean(cell)
            else:
                key = (type(cell), cell)
                text = known.get(key)
                if text is None:
                    text = known[key] = _AS_TEXT[type(cell)](cell)
            texts.append(text)
        result.append(texts)
    return result


def hidden_rows(stream: Any) -> list[int]:  # noqa: ANN401 - any binary stream
    """Numbers of the rows a worksheet's XML marks as hidden, read in pieces."""
    found: set[int] = set()
    tail = b""
    while piece := stream.read(_CHUNK):
        window = tail + piece
        if b'hidden="' in window:
            found.update(int(number) for number in _HIDDEN_ROW.findall(window))
        tail = window[-_OVERLAP:]
    return sorted(found)


def worksheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → name of its XML part, as the workbook's own tables say."""
    relations = {
        node.get("Id", ""): node.get("Target", "")
        for node in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    }
    parts = {}
    for node in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():  # noqa: S314
        if node.tag.endswith("}sheet"):
            link = next((value for key, value in node.items() if key.endswith("}id")), "")
            target = relations.get(link, "")
            parts[node.get("name", "")] = target[1:] if target.startswith("/") else f"xl/{target}"
    return parts


def hidden_rows_by_sheet(data: bytes) -> dict[str, list[int]] | None:
    """Hidden rows of every sheet of an ``.xlsx``; None where that cannot be told."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            hidden = {}
            for sheet, part in worksheet_parts(archive).items():
                with archive.open(part) as stream:
                    hidden[sheet] = hidden_rows(stream)
            return hidden
    except _UNTOLD:
        return None


def read_workbook(data: bytes, skip_hidden: bool) -> dict[str, Any]:
    """Sheets of the workbook in order, each with rows, merges, visibility and hidden rows."""
    hidden = hidden_rows_by_sheet(data)
    sheets = []
    with calamine.CalamineWorkbook.from_object(io.BytesIO(data)) as workbook:
        for index, meta in enumerate(workbook.sheets_metadata):
            is_hidden = meta.visible != calamine.SheetVisibleEnum.Visible
            sheet: dict[str, Any] = {"name": meta.name, "hidden": is_hidden}
            if meta.typ == calamine.SheetTypeEnum.WorkSheet and not (is_hidden and skip_hidden):
                sheet |= _contents(workbook.get_sheet_by_index(index))
                sheet["hidden_rows"] = (hidden or {}).get(meta.name, [])
            sheets.append(sheet)
    return {"sheets": sheets, "knows_hidden_rows": hidden is not None}


def _contents(sheet: calamine.CalamineSheet) -> dict[str, Any]:
    rows = text_rows(sheet.iter_rows())
    merges = sorted(
        (first_row, first_column, last_row, last_column)
        for (first_row, first_column), (last_row, last_column) in sheet.merged_cell_ranges or ()
    )
    return {"rows": rows, "merges": merges}


def main() -> None:
    """Answers on standard output; an abnormal end of this process is an answer too."""
    with contextlib.suppress(OSError, ValueError):  # macOS knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    sys.stdout.buffer.write(READY)
    sys.stdout.buffer.flush()
    data = sys.stdin.buffer.read()
    try:
        answer = read_workbook(data, skip_hidden="--skip-hidden-sheets" in sys.argv)
    except calamine.PasswordError:
        answer = {"fault": "password"}
    except (calamine.CalamineError, OSError, ValueError) as error:
        answer = {"fault": "damaged", "detail": str(error)}
    sys.stdout.buffer.write(marshal.dumps(answer))


if __name__ == "__main__":
    main()
