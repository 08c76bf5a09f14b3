"""Cuts a sheet into tables: headings, records, and every other row with its reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from zhiben.reading.dittos import filled_from_above
from zhiben.reading.header import Header, HeaderFinder, made_unique
from zhiben.reading.merges import Merges
from zhiben.reading.model import Sheet, SkippedRow, SkipReason, SourceTable
from zhiben.reading.rows import RowJudge, is_zero_report, preface_reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhiben.reading.headings import HeadingTest
    from zhiben.reading.merges import Carried

_Judged = tuple[int, list[str] | SkipReason]  # row index; cells of a record, or why it is none

_LONGEST_TEXT = 200
_MOST_ROWS_OF_ZERO_REPORT = 20
_TITLE_CELLS = 2
_CELLS_TRIED = 4
_SURPLUS_JOINT = ","
_NO_NUMBER = 0  # of rows that are repeated and no row of their own


def tables_of(sheet: Sheet, known: HeadingTest) -> list[SourceTable]:
    """Every table of ``sheet``; none where neither headings nor a zero report are found.

    Each row from the sheet's first to its last with any text is in exactly one table, as a
    record or as a skipped row.
    """
    sheet = _without_trailing_blanks(sheet)
    return _SheetCutter(sheet, known).tables()


class TableStream:
    """The tables of a sheet whose rows come bit by bit.

    A long sheet is cut before it is whole: each piece is read below the titles and headings of
    the last table before it. Rows of one text at a cut wait for what follows, as they are notes
    only where no record does.
    """

    def __init__(self, empty: Sheet, known: HeadingTest) -> None:
        self._known = known
        self._lead: list[list[str]] = []
        self._sheet = empty
        self.is_found = False
        self._is_hopeless = False
        self._last: SourceTable | None = None

    @property
    def start(self) -> Sheet:
        """The rows not yet given out: all of them where no table was found."""
        return self._sheet

    @property
    def has_text(self) -> bool:
        """Whether any row at all holds text."""
        return self.is_found or any(map(any, self._sheet.rows))

    def add(
        self, rows: list[list[str]], numbers: list[int], most: int | None
    ) -> Iterator[SourceTable]:
        """Takes rows; gives tables once there are more than ``most`` and nothing is merged."""
        if self._is_hopeless:
            return
        self._sheet.rows.extend(rows)
        self._sheet.row_numbers.extend(numbers)
        if most is not None and not self._sheet.merges and len(self._sheet.rows) > most:
            end = len(self._sheet.rows)
            while end and _filled(self._sheet.rows[end - 1]) <= 1:
                end -= 1
            yield from self._cut(end)
            if not self.is_found:  # headings stand near the top or nowhere
                self._is_hopeless = True

    def finish(self) -> Iterator[SourceTable]:
        """The tables of the rows that are left."""
        yield from self._cut(len(self._sheet.rows))

    def _cut(self, end: int) -> Iterator[SourceTable]:
        sheet, lead = self._sheet, self._lead
        rows, numbers = sheet.rows[:end], sheet.row_numbers[:end]
        piece = replace(sheet, rows=[*lead, *rows], row_numbers=[_NO_NUMBER] * len(lead) + numbers)
        cutter = _SheetCutter(_without_trailing_blanks(piece), self._known, self._last)
        tables = [table for table in cutter.tables() if table.rows_received or not self.is_found]
        if tables:
            self.is_found = True
            self._lead = cutter.lead
            self._last = tables[-1]
            del sheet.rows[:end], sheet.row_numbers[:end]
        yield from tables


def _without_trailing_blanks(sheet: Sheet) -> Sheet:
    end = len(sheet.rows)
    while end and not any(sheet.rows[end - 1]):
        end -= 1
    return replace(sheet, rows=sheet.rows[:end], row_numbers=sheet.row_numbers[:end])


class _SheetCutter:
    """The way through one sheet from top to bottom."""

    def __init__(self, sheet: Sheet, known: HeadingTest, before: SourceTable | None = None) -> None:
        self._before = before
        self._sheet = sheet
        self._known = known
        self._merges = Merges(sheet)
        self._lent = self._merges.carried_down()
        self._finder = HeaderFinder(sheet, self._merges, known)
        self.lead: list[list[str]] = []  # titles and headings of the last table

    def tables(self) -> list[SourceTable]:
        header = self._finder.first(0)
        if header is None:
            return self._zero_report()
        tables: list[SourceTable] = []
        start = 0
        while header is not None:
            following = self._next_header(header)
            end = self._end(header, following)
            tables.append(self._table(header, start, end, tables))
            self.lead = self._sheet.rows[start : header.bottom + 1]
            header, start = following, end
        return tables

    def _next_header(self, current: Header) -> Header | None:
        """The next headings that are others than the current ones."""
        rows = self._sheet.rows
        for index in range(current.bottom + 1, len(rows)):
            row = rows[index]
            if not (row and row[0].isdecimal()) and self._may_be_headings(row):
                header = self._finder.at(index, current.bottom + 1)
                if header is not None and not header.looks_like(current):
                    return header
        return None

    def _may_be_headings(self, row: Sequence[str]) -> bool:
        """Cheap look at a row before the thorough one: records hold numbers and dates."""
        if any(map(_is_number, row)):
            return False
        return any(map(self._known, row[:_CELLS_TRIED]))

    def _end(self, current: Header, following: Header | None) -> int:
        """Where a table ends: above the lines (of a text or two) that head the next one."""
        if following is None:
            return len(self._sheet.rows)
        start = following.top
        while start - 1 > current.bottom and _filled(self._sheet.rows[start - 1]) <= _TITLE_CELLS:
            start -= 1
        return start

    def _zero_report(self) -> list[SourceTable]:
        rows = self._sheet.rows
        said = [row for row in rows if any(row)]
        if len(said) > _MOST_ROWS_OF_ZERO_REPORT or not any(map(is_zero_report, said)):
            return []
        skipped = [self._skip(index, preface_reason(row)) for index, row in enumerate(rows)]
        return [self._source_table(self._title(rows), (), [], [], skipped)]

    def _table(
        self, header: Header, start: int, end: int, earlier: Sequence[SourceTable]
    ) -> SourceTable:
        rows, numbers = self._sheet.rows, self._sheet.row_numbers
        above, within = range(start, header.top), range(header.top, header.bottom + 1)
        skipped = [self._skip(index, preface_reason(rows[index])) for index in above]
        skipped += [self._skip(index, SkipReason.HEADING) for index in within]
        records: list[list[str]] = []
        places: list[int] = []
        for index, record in self._without_tail(list(self._judged(header, start, end))):
            if isinstance(record, SkipReason):
                skipped.append(self._skip(index, record))
            else:
                records.append(record)
                places.append(numbers[index])
        kept, headings, records = _columns(header, records)
        records, dittos = filled_from_above(records, places, self._last_before(headings))
        title = self._title(rows[start : header.top]) or (earlier[0].title if earlier else "")
        skipped = _without_idle_sections(skipped, places)
        table = self._source_table(title, headings, places, records, skipped)
        return replace(table, columns=kept, dittos=dittos)

    def _last_before(self, headings: tuple[str, ...]) -> Sequence[str]:
        """The last record of the piece above, which the first ones of this one may repeat."""
        before = self._before
        return before.rows[-1] if before and before.rows and before.headings == headings else ()

    def _judged(self, header: Header, start: int, end: int) -> Iterator[_Judged]:
        """Each row below the headings: its cells when it is a record, else the reason."""
        rows = self._sheet.rows
        judge = RowJudge(header, rows[header.top : header.bottom + 1])
        has_merges = bool(self._sheet.merges)
        titles = {row[0]: list(filter(None, row)) for row in rows[start : header.top] if any(row)}
        for index in range(header.bottom + 1, end):
            row = rows[index]
            if not has_merges:
                lent, width = [], 0
            else:
                lent = [text for text in self._lent.get(index, ()) if text.origin > header.bottom]
                width = self._merges.width_of_only_text(index)
            reason = judge.reason(row, bool(lent), width)
            if row and row[0] in titles and titles[row[0]] == list(filter(None, row)):
                yield index, SkipReason.TITLE
            elif reason is not None:
                yield index, reason
            else:
                yield index, _with_lent(row, lent) if lent else row

    def _without_tail(self, judged: list[_Judged]) -> list[_Judged]:
        """``judged`` with lone texts below the last full record (signatures, dates) as notes."""
        end = len(judged)
        while end and self._is_lone(*judged[end - 1]):
            end -= 1
        if not any(isinstance(record, list) for _, record in judged[:end]):
            return judged
        tail = (
            (index, SkipReason.NOTE if isinstance(record, list) else record)
            for index, record in judged[end:]
        )
        return [*judged[:end], *tail]

    def _is_lone(self, index: int, record: list[str] | SkipReason) -> bool:
        """Whether it is no record, or one of a single text with nothing lent to it."""
        if isinstance(record, list):
            return record is self._sheet.rows[index] and _filled(record) == 1
        return True

    def _source_table(
        self,
        title: str,
        headings: tuple[str, ...],
        places: list[int],
        records: list[list[str]],
        skipped: list[SkippedRow],
    ) -> SourceTable:
        """The table without rows that are none of the file (JSON keys have no number)."""
        told = tuple(row for row in skipped if row.row_number)
        sheet = self._sheet
        return SourceTable(sheet.file_name, sheet.name, title, headings, places, records, told)

    def _title(self, rows: Sequence[Sequence[str]]) -> str:
        lines = (" ".join(cell.strip() for cell in row if cell) for row in rows)
        return "\n".join(line for line in (self._sheet.preface, *lines) if line)

    def _skip(self, index: int, reason: SkipReason) -> SkippedRow:
        sheet = self._sheet
        text = " ".join(cell for cell in sheet.rows[index] if cell)[:_LONGEST_TEXT]
        return SkippedRow(sheet.file_name, sheet.name, sheet.row_numbers[index], reason, text)


def _without_idle_sections(skipped: list[SkippedRow], places: list[int]) -> list[SkippedRow]:
    """``skipped`` with sections that have no record below them as the notes they are."""
    last = places[-1] if places else 0
    return [
        replace(row, reason=SkipReason.NOTE)
        if row.reason is SkipReason.SECTION and row.row_number > last
        else row
        for row in skipped
    ]


def _with_lent(row: list[str], lent: Sequence[Carried]) -> list[str]:
    filled = list(row)
    for _, column, text in lent:
        if column < len(filled) and not filled[column]:
            filled[column] = text
    return filled


def _columns(
    header: Header, records: list[list[str]]
) -> tuple[tuple[int, ...], tuple[str, ...], list[list[str]]]:
    """Columns that say something: places, headings and cells, rows as wide as the headings."""
    width = len(header.headings)
    rows = [_fitted(row, width) for row in records]
    has_surplus = any(len(row) > width for row in rows)
    names = [*header.headings, *([""] if has_surplus else [])]
    if has_surplus:
        rows = [row if len(row) > width else [*row, ""] for row in rows]
    kept = [
        c
        for c, name in enumerate(names)
        if (name and c not in header.continued) or any(row[c] for row in rows)
    ]
    headings = made_unique([names[c] or f"列{c + 1}" for c in kept])
    if len(kept) == len(names):
        return tuple(kept), headings, rows
    return tuple(kept), headings, [[row[c] for c in kept] for row in rows]


def _fitted(row: list[str], width: int) -> list[str]:
    """``row`` padded to ``width``; what is beyond it joined into one more cell."""
    if len(row) == width:
        return row
    if len(row) < width:
        return [*row, *[""] * (width - len(row))]
    surplus = row[width:]
    return [*row[:width], _SURPLUS_JOINT.join(surplus)] if any(surplus) else row[:width]


def _is_number(cell: str) -> bool:
    """Whether ``cell`` begins as numbers and dates do, and titles ("2024年…") do not."""
    return cell[:4].isdecimal() and cell[4:5] != "年"


def _filled(row: Sequence[str]) -> int:
    return len(row) - row.count("")
