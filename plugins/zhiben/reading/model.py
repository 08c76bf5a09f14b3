"""What stood in a file: text with its place, nothing guessed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from zhiben.reading.columns import rows_at, text_columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa


class UnreadableFileError(Exception):
    """The file cannot be read as a ledger; the message is a Chinese sentence for the clerk."""


class SkipReason(StrEnum):
    """Why a row is no record, and in the words of clerks and engineers."""

    zh: str
    en: str

    def __new__(cls, value: str, zh: str, en: str) -> SkipReason:
        """A reason that is its ``value``, told by ``zh`` or ``en``."""
        reason = str.__new__(cls, value)
        reason._value_, reason.zh, reason.en = value, zh, en
        return reason

    TITLE = ("title", "标题", "title of the table")
    HEADING = ("heading", "表头", "heading, also repeated after a page break")
    UNIT_LINE = ("unit_line", "填报单位、填报日期等说明行", "line of who filled it in, and when")
    TOTAL = ("total", "合计、小计", "total or subtotal")
    BLANK = ("blank", "空行", "empty row")
    NOTE = ("note", "备注、签字等表外文字", "note or signature beside the table")
    UNFILLED = ("unfilled", "没有填写内容的空表行", "row of a form that nobody filled in")
    ZERO_REPORT = ("zero_report", "零报告（本期无隐患）", "report that nothing was found")
    SECTION = (
        "section",
        "分段小标题（如“一、某某区”）",
        "heading of rows below it",
    )
    SIDE_TABLE = ("side_table", "旁表（字典、汇总、统计），不是台账记录", "table beside the ledger")
    FORM_LINE = (
        "form_line",
        "逐格填写的表的其余各行（内容记在该表首行）",
        "further row of a filled form, whose record stands at its first row",
    )


@dataclass(frozen=True)
class ReadingLimits:
    """What reading one file may cost; beyond it the file is refused with a sentence.

    ``memory_bytes`` is the address space of the process that parses, ``seconds`` its processor
    time, ``file_bytes`` the file's size, ``expanded_bytes`` what may come out of a compressed
    one, ``cell_characters`` the longest text of a cell (a spreadsheet program keeps 32,767).
    """

    memory_bytes: int = 1 << 30
    seconds: float = 120
    file_bytes: int = 2 << 30
    expanded_bytes: int = 1 << 30
    cell_characters: int = 100_000


@dataclass(frozen=True)
class SkippedRow:
    """A row that is no record, with the words that stood in it and their places, from 0."""

    file_name: str
    sheet: str
    row_number: int
    reason: SkipReason
    text: str = ""
    columns: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A grid of text as it stood in the file, from its first row on.

    ``row_numbers[i]`` is the number the spreadsheet program shows for ``rows[i]``; for text
    files the line on which the record starts. ``merges`` are (first row, first column, last
    row, last column), zero-based and inclusive, indexing into ``rows``. ``preface`` is text
    before the grid that is no row of it, as the paragraphs above a Word table are.
    """

    file_name: str
    name: str
    rows: list[list[str]]
    row_numbers: list[int]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    preface: str = ""


@dataclass(frozen=True)
class SourceTable:
    """Records of one table under flattened headings, and the rows around them that are none.

    ``rows[i]`` has one text a heading; headings are unique ("整改责任单位/建设"). ``title`` is
    all text above the headings: evidence of year and reporting unit. ``columns`` are the places
    of the headings on the sheet, from 0. ``dittos`` are the signs (同上) that stood in cells which
    now hold what they repeat, by row number and column. A piece of a long table ``is_continued``
    where others of its pieces came before; ``sections_above`` are the texts of their sections.
    It is not ``is_whole``, once that is known. Of forms, whose cells stand under no headings,
    ``spots`` has the places: row number and column on the sheet, by row number and column here.
    """

    file_name: str
    sheet: str
    title: str
    headings: tuple[str, ...]
    row_numbers: Sequence[int]
    rows: Sequence[list[str]]
    skipped: tuple[SkippedRow, ...] = ()
    columns: tuple[int, ...] = ()
    dittos: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    is_continued: bool = False
    is_whole: bool = True
    sections_above: tuple[str, ...] = ()
    spots: Mapping[int, Mapping[int, tuple[int, int]]] = field(default_factory=dict)

    @cached_property
    def texts(self) -> tuple[pa.StringArray, ...]:
        """The cells column by column, as text that any database can hold."""
        return text_columns(self.rows)

    def only(self, places: Sequence[int]) -> SourceTable:
        """The table with the rows at ``places``, which rise."""
        if len(places) == len(self.rows):
            return self
        numbers = [self.row_numbers[place] for place in places]
        return replace(self, rows=rows_at(self.rows, places), row_numbers=numbers)

    def spot(self, row_number: int, place: int) -> tuple[int, int]:
        """Where the cell of a row in the column at ``place`` stands: row number, sheet's column."""
        return self.spots.get(row_number, {}).get(place, (row_number, self.columns[place]))

    @property
    def sections(self) -> tuple[SkippedRow, ...]:
        """Rows that head the records below them (一、川汇区), from the top down."""
        found = (row for row in self.skipped if row.reason is SkipReason.SECTION)
        return tuple(sorted(found, key=lambda row: row.row_number))

    @property
    def rows_received(self) -> int:
        """Every row from the sheet's first to its last that holds anything."""
        return len(self.rows) + len(self.skipped)


@dataclass(frozen=True)
class Reading:
    """All tables of one file, and what the delivery's message should say about the rest."""

    tables: tuple[SourceTable, ...]
    notes: tuple[str, ...] = field(default=())
