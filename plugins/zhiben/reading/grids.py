"""One file from bytes to events: a grid begins, rows of it, sentences about what was found.

Events are tuples of plain values, as they cross the pipe to the process that asked:
``("grid", file name, name, merges, preface)``, ``("rows", rows, row numbers)`` ("lines" where
they come from a text), ``("columns", rows kept by column, the first one's number)``,
``("note", text)``; or ``("member", bytes)``.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from zhiben.reading.detect import HEAD_BYTES, FileKind, WrongKindError, kind_of
from zhiben.reading.gaps import without_gaps
from zhiben.reading.model import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhiben.reading.columns import ColumnRows
    from zhiben.reading.model import Sheet

Event = tuple[Any, ...]

_ROWS_A_FRAME = 4096
_MOST_COLUMNS = 16_384  # a spreadsheet's own limit
_MOST_GRIDS = 1000


@dataclass(frozen=True)
class Request:
    """A file to be read, whole in ``source`` or lying there, and how.

    With ``member``, the name of a file inside an archive, only that one's bytes are asked for, if
    they are no more than ``member_bytes``.
    """

    file_name: str
    source: bytes | Path
    expanded_bytes: int = 1 << 30
    cell_characters: int = 100_000
    skip_hidden_sheets: bool = True
    skip_hidden_rows: bool = False
    member: str = ""
    member_bytes: int = 0

    def data(self) -> bytes:
        """The whole file."""
        return self.source if isinstance(self.source, bytes) else self.source.read_bytes()

    def head(self) -> bytes:
        """Its first bytes."""
        if isinstance(self.source, bytes):
            return self.source[:HEAD_BYTES]
        with self.source.open("rb") as file:
            return file.read(HEAD_BYTES)

    def stream(self) -> BinaryIO:
        """The file to be read in pieces."""
        if isinstance(self.source, bytes):
            return io.BytesIO(self.source)
        return self.source.open("rb")


def grids(request: Request) -> Iterator[Event]:
    """Everything that stands in the file.

    Raises:
        UnreadableFileError: the bytes hold no grid, or more than ``request`` allows.
    """
    kind = kind_of(request.file_name, request.head(), request.data)
    if request.member:
        yield from _member(request)
    elif kind is FileKind.ARCHIVE:
        yield from _not_too_many(request, _members(request))
    else:
        yield from _not_too_many(request, _measured(kind, request))


def _not_too_many(request: Request, events: Iterator[Event]) -> Iterator[Event]:
    count = 0
    for event in events:
        count += event[0] == "grid"
        if count > _MOST_GRIDS:
            raise UnreadableFileError(
                f"“{request.file_name}”里有超过 {_MOST_GRIDS:,} 张表，无法一次读取。请分批报送。"
            )
        yield event


def _measured(kind: FileKind, request: Request) -> Iterator[Event]:
    """Grids of a file that is no archive, no larger than any ledger is."""
    events = _not_too_wide(request, _grids_of(kind, request))
    yield from without_gaps(request.file_name, events)


def _not_too_wide(request: Request, events: Iterator[Event]) -> Iterator[Event]:
    for event in events:
        if _width(event) > _MOST_COLUMNS:
            raise UnreadableFileError(
                f"“{request.file_name}”有一行超过 {_MOST_COLUMNS:,} 列，不像台账。"
                "请检查分隔符和多余的列后重新报送。"
            )
        yield event


def _width(event: Event) -> int:
    if event[0] == "columns":
        return len(event[1].columns)
    return max(map(len, event[1]), default=0) if event[0] in {"rows", "lines"} else 0


def _grids_of(kind: FileKind, request: Request) -> Iterator[Event]:
    """Each kind's reader is imported when its first file comes."""
    if kind is FileKind.WORKBOOK:
        from zhiben.reading.workbook import read_workbook

        yield from _checked(request, read_workbook(request))
    elif kind is FileKind.WORD:
        from zhiben.reading.docx import read_word_tables

        yield from _sheets(request, read_word_tables(request))
    elif kind is FileKind.PAGE:
        from zhiben.reading.html import read_page

        yield from _checked(request, read_page(request))
    elif kind is FileKind.XML_WORKBOOK:
        from zhiben.reading.xml_workbook import read_xml_workbook

        yield from _checked(request, read_xml_workbook(request))
    elif kind is FileKind.WEB_ARCHIVE:
        from zhiben.reading.web_archive import read_web_archive

        yield from _checked(request, read_web_archive(request))
    else:
        from zhiben.reading.text import read_text

        yield from read_text(request)


def _members(request: Request) -> Iterator[Event]:
    """Grids of all members; a member of another kind is named, a damaged one refuses the whole."""
    from zhiben.reading.archive import members

    notes: list[str] = []
    is_empty = True
    for name, content in members(request):
        member = replace(request, file_name=name, source=content)
        try:
            kind = kind_of(name, member.head(), member.data)
            if kind is FileKind.ARCHIVE:
                raise WrongKindError(f"“{name}”是压缩包中的压缩包，请直接报送其中的台账。")
            for event in _measured(kind, member):
                is_empty = is_empty and event[0] != "grid"
                is_note = event[0] == "note"
                yield ("note", f"“{name}”：{event[1]}") if is_note else event
        except WrongKindError as error:
            notes.append(f"未读取：{error}")
    if is_empty:
        told = (
            f"“{request.file_name}”压缩包里没有能读取的台账，请放入台账后重新报送。{''.join(notes)}"
        )
        raise UnreadableFileError(told)
    yield from (("note", note) for note in notes)


def _member(request: Request) -> Iterator[Event]:
    from zhiben.reading.archive import members

    for name, content in members(request):
        if name == request.member and len(content) <= request.member_bytes:
            yield ("member", content)


def _sheets(request: Request, sheets: list[Sheet]) -> Iterator[Event]:
    for sheet in sheets:
        yield ("grid", sheet.file_name, sheet.name, list(sheet.merges), sheet.preface)
        yield from _checked(request, rows_of(sheet.rows, sheet.row_numbers))


def rows_of(rows: list[list[str]], numbers: list[int]) -> Iterator[Event]:
    """``rows`` in frames of a size that no process has to hold twice."""
    for start in range(0, len(rows), _ROWS_A_FRAME):
        end = start + _ROWS_A_FRAME
        yield ("rows", rows[start:end], numbers[start:end])


def column_frame(request: Request, rows: ColumnRows, first: int) -> Event:
    """``rows``, of which the first has the number ``first``, as one frame."""
    for place in rows.longer_than(request.cell_characters):
        raise too_long_a_cell(request, first + place)
    return ("columns", rows, first)


def _checked(request: Request, events: Iterator[Event]) -> Iterator[Event]:
    """``events``, until one holds a cell that no typist and no later room could cope with."""
    most = request.cell_characters
    for event in events:
        if event[0] == "rows":
            for row, number in zip(event[1], event[2], strict=True):
                if max(map(len, row), default=0) > most:
                    raise too_long_a_cell(request, number)
        yield event


def too_long_a_cell(request: Request, number: int) -> UnreadableFileError:
    """The refusal of a file with more text in a cell of row ``number`` than is allowed."""
    return UnreadableFileError(
        f"“{request.file_name}”第 {number} 行有一格的内容超过 {request.cell_characters:,} 个字，"
        "不像台账。请检查该格（多半是粘贴了整篇文件）后重新报送。"
    )
