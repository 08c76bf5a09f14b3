"""One file from bytes to tables: its grids, parsed under guard, and what stands in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from zhiben.reading.guard import Options, parse
from zhiben.reading.headings import HeadingTest
from zhiben.reading.model import Reading, ReadingLimits, Sheet, SourceTable, UnreadableFileError
from zhiben.reading.table import TableStream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

_TYPICAL = ("企业名称", "隐患描述", "检查日期", "整改期限", "事故时间", "灾害种类", "任务名称")
_ROWS_SHOWN = 3
_CHARACTERS_SHOWN = 60
_ROWS_A_CHUNK = 20_000
_MOST_CELLS, _MOST_ROWS = 20_000_000, 1_048_576  # the latter is a spreadsheet's own limit
_TOO_MANY = (
    f"超过 {_MOST_ROWS:,} 行或 {_MOST_CELLS:,} 个单元格，无法一次读取。"
    "请删去空行空列，或分成几份后重新报送。"
)

_OF_DOCUMENT = re.compile(r"table \d+")  # what has no sheets names its tables so
_NO_TABLE, _NO_LEDGER = "没有台账表格", "是台账之外逐格填写的表"


@dataclass(frozen=True)
class ReadingHints:
    """What the contract knows about the file, and what reading it may cost.

    ``is_heading`` says whether a heading (single or flattened, as ``heading_text`` writes it)
    is known to the vocabulary or the contract.
    """

    is_heading: Callable[[str], bool]
    skip_hidden_sheets: bool = True
    skip_hidden_rows: bool = False
    limits: ReadingLimits = field(default_factory=ReadingLimits)


def read(file_name: str, source: bytes | Path, hints: ReadingHints) -> Reading:
    """All tables of the file, with every row of their sheets accounted for.

    ``source`` is the file's content, or where it lies.

    Raises:
        UnreadableFileError: the bytes are no ledger, or too much of one; the message tells the
            clerk what to do.
    """
    chunks = Chunks(file_name, source, hints, None)
    return Reading(tuple(chunks), tuple(chunks.notes))


def read_chunks(
    file_name: str, source: bytes | Path, hints: ReadingHints, rows: int = _ROWS_A_CHUNK
) -> Chunks:
    """The tables of the file as ``read`` gives them, those of long sheets in pieces."""
    return Chunks(file_name, source, hints, rows)


def read_grids(file_name: str, source: bytes | Path, hints: ReadingHints) -> tuple[Sheet, ...]:
    """Every sheet of the file as it stands, whether or not a table is found in it.

    Raises:
        UnreadableFileError: the bytes are no ledger.
    """
    sheets: list[Sheet] = []
    for event in _events(file_name, source, hints, has_limits=True):
        if event[0] == "grid":
            sheets.append(_sheet(event))
        elif event[0] == "rows":
            sheets[-1].rows.extend(event[1])
            sheets[-1].row_numbers.extend(event[2])
    return tuple(sheets)


def workbook_bytes(
    file_name: str, path: Path, name: str, most_bytes: int, hints: ReadingHints
) -> bytes | None:
    """Bytes of the file called ``name`` in the delivery at ``path``: its own, or a member's.

    An archive is unpacked under guard, like everything that is read of it. None where there are
    more than ``most_bytes``.

    Raises:
        UnreadableFileError: the archive cannot be unpacked within the limits.
    """
    if name == file_name:
        return path.read_bytes() if path.stat().st_size <= most_bytes else None
    asked: Options = {"member": name, "member_bytes": most_bytes}
    found = [event[1] for event in parse(file_name, path, hints.limits, asked)]
    return found[0] if found else None


class Chunks:
    """Tables of a file, one after another, so that memory does not grow with its length.

    A sheet of more than ``rows`` rows without merged cells comes as several tables under the
    same headings. Iterating raises what ``read`` raises, also after the first tables: they
    count only once the end is reached. ``notes`` are complete then, too.
    """

    def __init__(
        self, file_name: str, source: bytes | Path, hints: ReadingHints, rows: int | None
    ) -> None:
        self._file_name = file_name
        self._source = source
        self._hints = hints
        self._rows = rows
        self.notes: list[str] = []

    def __iter__(self) -> Iterator[SourceTable]:
        known = HeadingTest(self._hints.is_heading)
        streams: list[TableStream] = []
        has_limits = self._rows is None
        for event in _events(self._file_name, self._source, self._hints, has_limits):
            if event[0] == "grid":
                yield from _finished(streams)
                streams.append(TableStream(_sheet(event), known))
            elif event[0] == "columns":
                yield from streams[-1].add_columns(event[1], event[2], self._rows or _ROWS_A_CHUNK)
            elif event[0] == "rows":
                yield from streams[-1].add(event[1], event[2], self._rows)
            else:
                self.notes.append(event[1])
        yield from _finished(streams)
        yield from self._forms(streams, known)
        self._conclude(streams, known)

    def _forms(self, streams: list[TableStream], known: HeadingTest) -> Iterator[SourceTable]:
        """The filled forms of files without a ledger: beside one they are covers or templates.

        Raises:
            UnreadableFileError: of one form it cannot be told what it says.
        """
        ledgers = {stream.start.file_name for stream in streams if stream.is_found}
        forms = [one for one in streams if one.is_form and one.start.file_name not in ledgers]
        unread = [stream.start for stream in forms if stream.form is None]
        if unread:
            raise UnreadableFileError(_untold_form(self._file_name, unread, known))
        for stream in forms:
            yield from stream.given_form()
        if forms:
            read = _names(self._file_name, [stream.start for stream in forms])
            self.notes.append(f"不是一行一条的台账，按逐格填写的表读取，每张表作一行：{read}。")

    def _conclude(self, streams: list[TableStream], known: HeadingTest) -> None:
        left = [stream for stream in streams if stream.has_text and not stream.is_found]
        without = [stream.start for stream in left if not stream.is_form]
        if not any(stream.is_found for stream in streams):
            told = _no_table(self._file_name, without, known)
            raise UnreadableFileError("".join([told, *self.notes]))
        beside = [stream.start for stream in left if stream.is_form]
        for said, sheets in ((_NO_TABLE, without), (_NO_LEDGER, beside)):
            if sheets:
                self.notes.append(f"{said}，未读取：{_names(self._file_name, sheets)}。")


def _finished(streams: list[TableStream]) -> Iterator[SourceTable]:
    """The tables of the last sheet; one of a document may go on with a ledger before it."""
    if not streams:
        return
    *earlier, last = streams
    if _OF_DOCUMENT.fullmatch(last.start.name):
        found = (one for one in reversed(earlier) if one.is_found)
        before = next((one for one in found if one.start.file_name == last.start.file_name), None)
        if before is not None:
            last.follow(before)
    yield from last.finish()


def _events(
    file_name: str, source: bytes | Path, hints: ReadingHints, has_limits: bool
) -> Iterator[tuple[Any, ...]]:
    """What the guarded child tells of the file; with limits where all of it is held at once."""
    options = {
        "skip_hidden_sheets": hints.skip_hidden_sheets,
        "skip_hidden_rows": hints.skip_hidden_rows,
    }
    cells = rows = 0
    for told in parse(file_name, source, hints.limits, options):
        event = _by_row(*told[1:]) if told[0] == "columns" and has_limits else told
        if event[0] == "rows" and has_limits:
            cells += sum(map(len, event[1]))
            rows += len(event[1])
            if cells > _MOST_CELLS or rows > _MOST_ROWS:
                raise UnreadableFileError(f"“{file_name}”{_TOO_MANY}")
        yield event


def _by_row(rows: Sequence[list[str]], first: int) -> tuple[Any, ...]:
    return ("rows", list(rows), [*range(first, first + len(rows))])


def _sheet(event: tuple[Any, ...]) -> Sheet:
    """The empty sheet that a grid's event announces."""
    _, name, sheet, merges, preface = event
    return Sheet(name, sheet, [], [], tuple(tuple(merge) for merge in merges), preface)


def _names(file_name: str, sheets: list[Sheet]) -> str:
    """The sheets as a clerk calls them: by sheet, in an archive by member, too."""
    members_of = f"{file_name}/"
    labels = (
        "/".join(part for part in (sheet.file_name.removeprefix(members_of), sheet.name) if part)
        if sheet.file_name.startswith(members_of)
        else f"工作表“{sheet.name}”"
        for sheet in sheets
    )
    return "、".join(labels)


def _untold_form(file_name: str, sheets: list[Sheet], known: HeadingTest) -> str:
    named = _names(file_name, [sheet for sheet in sheets if sheet.name])
    return (
        f"“{file_name}”{f'（{named}）' if named else ''}是一张一条、逐格填写的检查表或登记表，"
        "不是台账，格子与栏目对不上，没有读取。请改报一行一条的台账："
        f"第一行写栏目名称{_example(known)}，下面每条占一行，再重新报送。"
    )


def _example(known: HeadingTest) -> str:
    wanted = "、".join(f"“{name}”" for name in _TYPICAL if known(name))
    return f"（如{wanted}）" if wanted else ""


def _no_table(file_name: str, sheets: list[Sheet], known: HeadingTest) -> str:
    if not sheets:
        return f"“{file_name}”里没有任何内容。请检查后重新报送。"
    seen = "；".join(_first_rows(sheets[0]))
    return (
        f"“{file_name}”中没有找到台账的表头：需要有一行写明至少 3 个已知栏目{_example(known)}。"
        f"文件开头是：{seen}。请补上表头，或请市局把本单位使用的栏目名称登记到接入约定后重新报送。"
    )


def _first_rows(sheet: Sheet) -> list[str]:
    shown = []
    for number, row in zip(sheet.row_numbers, sheet.rows, strict=True):
        text = " ".join("|".join(cell for cell in row if cell).split())
        if text:
            shown.append(f"第 {number} 行“{text[:_CHARACTERS_SHOWN]}”")
        if len(shown) == _ROWS_SHOWN:
            break
    return shown
