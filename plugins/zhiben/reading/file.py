"""One file from bytes to tables: which kind it is, its grids, and what stands in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiben.reading.archive import members
from zhiben.reading.detect import FileKind, WrongKindError, kind_of
from zhiben.reading.docx import read_word_tables
from zhiben.reading.headings import HeadingTest
from zhiben.reading.model import Reading, Sheet, SourceTable, UnreadableFileError
from zhiben.reading.table import tables_of
from zhiben.reading.text import read_text
from zhiben.reading.workbook import read_sheets

if TYPE_CHECKING:
    from collections.abc import Callable

_TYPICAL = ("企业名称", "隐患描述", "检查日期", "整改期限", "事故时间", "灾害种类", "任务名称")
_ROWS_SHOWN = 3
_CHARACTERS_SHOWN = 60

_Grids = tuple[list[Sheet], list[str]]


@dataclass(frozen=True)
class ReadingHints:
    """What the contract knows about the file.

    ``is_heading`` says whether a heading (single or flattened, as ``heading_text`` writes it)
    is known to the vocabulary or the contract.
    """

    is_heading: Callable[[str], bool]
    skip_hidden_sheets: bool = True
    skip_hidden_rows: bool = False


def read(file_name: str, data: bytes, hints: ReadingHints) -> Reading:
    """All tables of the file, with every row of their sheets accounted for.

    Raises:
        UnreadableFileError: the bytes are no ledger; the message tells the clerk what to do.
    """
    known = HeadingTest(hints.is_heading)
    sheets, notes = _grids(file_name, data, hints, known)
    tables: list[SourceTable] = []
    without: list[Sheet] = []
    for sheet in sheets:
        found = tables_of(sheet, known)
        tables += found
        if not found and any(map(any, sheet.rows)):
            without.append(sheet)
    if not tables:
        raise UnreadableFileError(_no_table(file_name, without, known))
    if without:
        notes.append(f"没有台账表格，未读取：{_names(file_name, without)}。")
    return Reading(tuple(tables), tuple(notes))


def read_grids(file_name: str, data: bytes, hints: ReadingHints) -> tuple[Sheet, ...]:
    """Every sheet of the file as it stands, whether or not a table is found in it.

    Raises:
        UnreadableFileError: the bytes are no ledger.
    """
    return tuple(_grids(file_name, data, hints, HeadingTest(hints.is_heading))[0])


def workbook_bytes(file_name: str, data: bytes, name: str) -> bytes:
    """Bytes of the file called ``name`` in a delivery: its own, or those of an archive's member."""
    if name == file_name:
        return data
    return next(content for member, content in members(file_name, data) if member == name)


def _grids(file_name: str, data: bytes, hints: ReadingHints, known: HeadingTest) -> _Grids:
    kind = kind_of(file_name, data)
    if kind is FileKind.WORKBOOK:
        return read_sheets(file_name, data, hints.skip_hidden_sheets, hints.skip_hidden_rows)
    if kind is FileKind.WORD:
        return read_word_tables(file_name, data), []
    if kind is FileKind.ARCHIVE:
        return _archive_grids(file_name, data, hints, known)
    sheet, notes = read_text(file_name, data, known)
    return [sheet], notes


def _archive_grids(file_name: str, data: bytes, hints: ReadingHints, known: HeadingTest) -> _Grids:
    """Grids of all members; a member of another kind is named, a damaged one refuses the whole."""
    sheets: list[Sheet] = []
    notes: list[str] = []
    for name, content in members(file_name, data):
        try:
            if kind_of(name, content) is FileKind.ARCHIVE:
                raise WrongKindError(f"“{name}”是压缩包中的压缩包，请直接报送其中的台账。")
            found, said = _grids(name, content, hints, known)
        except WrongKindError as error:
            notes.append(f"未读取：{error}")
        else:
            sheets += found
            notes += [f"“{name}”：{sentence}" for sentence in said]
    if not sheets:
        raise UnreadableFileError(f"“{file_name}”压缩包里没有能读取的台账。{''.join(notes)}")
    return sheets, notes


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


def _no_table(file_name: str, sheets: list[Sheet], known: HeadingTest) -> str:
    if not sheets:
        return f"“{file_name}”里没有任何内容。请检查后重新报送。"
    wanted = "、".join(f"“{name}”" for name in _TYPICAL if known(name))
    example = f"（如{wanted}）" if wanted else ""
    seen = "；".join(_first_rows(sheets[0]))
    return (
        f"“{file_name}”中没有找到台账的表头：需要有一行写明至少 3 个已知栏目{example}。"
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
