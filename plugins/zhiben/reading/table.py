"""Cuts a sheet into tables: headings, records, and every other row with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from zhiben.reading.dittos import filled_from_above
from zhiben.reading.forms import FormReader
from zhiben.reading.header import Header, HeaderFinder, heading_names
from zhiben.reading.headings import heading_text
from zhiben.reading.merges import Merges
from zhiben.reading.model import Sheet, SkippedRow, SkipReason, SourceTable
from zhiben.reading.pieces import Frame, PieceCutter, may_be_headings, skipped_row
from zhiben.reading.rows import RowJudge, is_zero_report, preface_reason
from zhiben.reading.words import CONTINUED, MONEY_HEADING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from zhiben.reading.columns import ColumnRows
    from zhiben.reading.headings import HeadingTest
    from zhiben.reading.merges import Carried

_Judged = tuple[int, list[str] | SkipReason]  # row index; cells of a record, or why it is none

_MOST_ROWS_OF_ZERO_REPORT = 20
_TITLE_CELLS = 2
_SECTION_CELLS = 2
_SURPLUS_JOINT = ","
_NO_NUMBER = 0  # of rows that are repeated and no row of their own
_ROWS_AT_THE_TOP = 512  # that are read one by one where the rest comes by column
_MOST_WAITING = 64


@dataclass(frozen=True)
class Above:
    """What a piece of a sheet has above it: the last frame, record (by place) and sections."""

    frame: Frame | None = None
    record: Mapping[int, str] = field(default_factory=dict)
    sections: tuple[str, ...] = ()
    first_title: str | None = None


_NOTHING_ABOVE = Above()


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
    the last table before it. Rows of a text or two at a cut wait for what follows, as they are
    notes only where no record does.
    """

    def __init__(self, empty: Sheet, known: HeadingTest) -> None:
        self._known = known
        self._sheet = empty
        self._above = Above()
        self._is_hopeless = False
        self.form: SourceTable | None = None
        self.is_form = False
        self._is_next_part = False

    @property
    def is_found(self) -> bool:
        """Whether there was a table yet."""
        return self._above.first_title is not None

    @property
    def start(self) -> Sheet:
        """The rows not yet given out: all of them where no table was found."""
        return self._sheet

    @property
    def has_text(self) -> bool:
        """Whether any row at all holds text."""
        return self.is_found or any(map(any, self._sheet.rows))

    def add(
        self, rows: Sequence[list[str]], numbers: Sequence[int], most: int | None
    ) -> Iterator[SourceTable]:
        """Takes rows; gives tables once there are more than ``most`` and nothing is merged."""
        if self._is_hopeless:
            return
        self._sheet.rows.extend(rows)
        self._sheet.row_numbers.extend(numbers)
        if most is not None and not self._sheet.merges and len(self._sheet.rows) > most:
            yield from self._cut(self._end_above_waiting())
            if not self.is_found:  # headings stand near the top or nowhere
                self._is_hopeless = True

    def add_columns(self, rows: ColumnRows, first: int, most: int) -> Iterator[SourceTable]:
        """Takes rows kept by column, numbered from ``first``; gives tables as soon as it can.

        Rows at the top, and whatever has to wait for the rows behind it, are read one by one.
        """
        while len(rows) and not self._is_hopeless:
            is_ready = self._above.frame is not None and not self._sheet.rows
            piece = self._by_column(rows[:most], first) if is_ready else None
            if piece is not None:
                taken = piece.rows_received
                yield self._noted(piece, is_continued=True)
            else:
                taken = min(len(rows), most if is_ready else _ROWS_AT_THE_TOP)
                yield from self.add(rows[:taken], range(first, first + taken), 0)
            rows, first = rows[taken:], first + taken

    def follow(self, before: TableStream) -> None:
        """Lets a whole sheet go on with the ledger of the one ``before``, where it is its rest.

        Without a title of its own it bears that one's. Without headings it is read below those,
        where it is as wide, nothing else is said above it, and most of its rows are plainly rows
        of that ledger: a table of signatures is none.
        """
        frame, sheet = before._above.frame, _without_trailing_blanks(self._sheet)
        if frame is None or not _goes_on(sheet.preface):
            return
        self._sheet = replace(self._sheet, preface=before._above.first_title or "")
        finder = HeaderFinder(sheet, Merges(sheet), self._known)
        header, rows = frame.header_of_lead, [row for row in sheet.rows if any(row)]
        is_wide = bool(rows) and len(rows[0]) == len(header.headings)
        if not is_wide or finder.first(0) is not None:
            return
        alike = sum(finder.is_record(header, row) for row in rows)
        if alike * 2 > len(rows):
            self._above = replace(before._above, frame=replace(frame, sheet=sheet.name))
            self._is_next_part = True

    def finish(self) -> Iterator[SourceTable]:
        """The tables of the rows that are left; none of a sheet that ``is_form``.

        ``form`` is what such a sheet says, None where that cannot be told with certainty.
        """
        if not self.is_found and not self._is_hopeless and self._has_form():
            return
        yield from self._cut(len(self._sheet.rows))

    def given_form(self) -> Iterator[SourceTable]:
        """The table of its ``form``, which counts as found once somebody takes it."""
        if self.form is not None:
            yield self._noted(self.form, is_continued=False)

    def _has_form(self) -> bool:
        sheet = _without_trailing_blanks(self._sheet)
        reader = FormReader(sheet, Merges(sheet), self._known)
        self.form = reader.table()
        self.is_form = self.form is not None
        if not self.is_form and reader.is_likely:
            tables = tables_of(sheet, self._known)
            is_zero = any(map(_is_zero_report, tables))
            records = sum(len(table.rows) for table in tables)
            self.is_form = not is_zero and reader.is_form_like(records)
        return self.is_form

    def _by_column(self, rows: ColumnRows, first: int) -> SourceTable | None:
        frame = self._above.frame
        return PieceCutter(frame, self._known).table(rows, first) if frame else None

    def _end_above_waiting(self) -> int:
        rows = self._sheet.rows
        end, least = len(rows), max(0, len(rows) - _MOST_WAITING)
        while end > least and self._may_wait(rows[end - 1]):
            end -= 1
        return end

    def _may_wait(self, row: Sequence[str]) -> bool:
        return _filled(row) <= _SECTION_CELLS or may_be_headings(row, self._known)

    def _cut(self, end: int) -> Iterator[SourceTable]:
        sheet, frame = self._sheet, self._above.frame
        lead = frame.lead if frame else []
        rows, numbers = sheet.rows[:end], sheet.row_numbers[:end]
        piece = replace(
            sheet,
            rows=[*lead, *rows],
            row_numbers=[_NO_NUMBER] * len(lead) + numbers,
            merges=tuple(
                (top + len(lead), left, bottom + len(lead), right)
                for top, left, bottom, right in sheet.merges
            ),
        )
        cutter = _SheetCutter(_without_trailing_blanks(piece), self._known, self._above)
        was_found = self.is_found
        tables = list(enumerate(cutter.tables()))
        kept = [(place, one) for place, one in tables if one.rows_received or not was_found]
        if kept:
            del sheet.rows[:end], sheet.row_numbers[:end]
        for place, table in kept:
            is_continued = was_found and place == 0 and not self._is_next_part
            yield self._noted(table, is_continued=is_continued)
        self._above = replace(self._above, frame=cutter.frame or frame)

    def _noted(self, table: SourceTable, *, is_continued: bool) -> SourceTable:
        """``table`` as what it is among the pieces of its sheet, remembered for the next one."""
        above = self._above
        if is_continued:
            table = replace(table, is_continued=True)
        if is_continued or self._is_next_part:
            table = replace(table, sections_above=above.sections)
        sections = (*table.sections_above, *(section.text for section in table.sections))
        title = table.title if above.first_title is None else above.first_title
        record = above.record if is_continued else {}
        if len(table.rows):
            record = dict(zip(table.columns, table.rows[-1], strict=True))
        self._above = replace(above, record=record, sections=sections, first_title=title)
        return table


def _goes_on(preface: str) -> bool:
    """Whether nothing stands above a table, or only that it goes on: 续表."""
    return not preface or bool(CONTINUED.fullmatch(heading_text(preface)))


def _is_zero_report(table: SourceTable) -> bool:
    return any(row.reason is SkipReason.ZERO_REPORT for row in table.skipped)


def _without_trailing_blanks(sheet: Sheet) -> Sheet:
    end = len(sheet.rows)
    while end and not any(sheet.rows[end - 1]):
        end -= 1
    return replace(sheet, rows=sheet.rows[:end], row_numbers=sheet.row_numbers[:end])


class _SheetCutter:
    """The way through one sheet from top to bottom."""

    def __init__(self, sheet: Sheet, known: HeadingTest, above: Above = _NOTHING_ABOVE) -> None:
        self._above = above
        self._sheet = sheet
        self._known = known
        self._merges = Merges(sheet)
        self._lent = self._merges.carried_down()
        self._finder = HeaderFinder(sheet, self._merges, known)
        self.frame: Frame | None = None  # of the last table

    def tables(self) -> list[SourceTable]:
        frame = self._above.frame
        header = frame.header_of_lead if frame else self._finder.first(0)
        if header is None:
            return self._zero_report()
        tables: list[SourceTable] = []
        start = 0
        while header is not None:
            following = self._next_header(header)
            end = self._end(header, following)
            tables.append(self._table(header, start, end, tables))
            self.frame = self._frame(header, start, tables[-1].title)
            header, start = following, end
        return tables

    def _next_header(self, current: Header) -> Header | None:
        """The next headings that are others than the current ones."""
        rows = self._sheet.rows
        for index in range(current.bottom + 1, len(rows)):
            row = rows[index]
            if may_be_headings(row, self._known):
                header = self._finder.at(index, current.bottom + 1)
                if header is not None and not header.looks_like(current):
                    return header
        return None

    def _frame(self, header: Header, start: int, title: str) -> Frame:
        sheet = self._sheet
        above, headings = sheet.rows[start : header.top], sheet.rows[header.top : header.bottom + 1]
        return Frame(sheet.file_name, sheet.name, title, header, above, headings)

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
        judged = list(self._judged(header, start, end))
        continues = not earlier and self._above.first_title is not None
        for index, record in self._without_tail(judged, continues):
            if isinstance(record, SkipReason):
                skipped.append(self._skip(index, record))
            else:
                records.append(record)
                places.append(numbers[index])
        kept, headings, records = _columns(header, records)
        records, dittos = filled_from_above(records, places, self._last_before(kept, earlier))
        title = self._title(rows[start : header.top]) or self._first_title(earlier)
        skipped = _without_idle_sections(skipped, places)
        table = self._source_table(title, headings, places, records, skipped)
        return replace(table, columns=kept, dittos=dittos)

    def _first_title(self, earlier: Sequence[SourceTable]) -> str:
        """The title of the sheet's first table, which stands for those that have none."""
        if self._above.first_title is not None:
            return self._above.first_title
        return earlier[0].title if earlier else ""

    def _last_before(self, kept: Sequence[int], earlier: Sequence[SourceTable]) -> list[str]:
        """The last record of the pieces above, which the first ones of this one may repeat."""
        record = {} if earlier else self._above.record
        return [record.get(place, "") for place in kept] if record else []

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
                yield index, _with_lent(row, lent, header) if lent else row

    def _without_tail(self, judged: list[_Judged], continues: bool) -> list[_Judged]:
        """``judged`` with lone texts below the last full record (signatures, dates) as notes.

        A piece that ``continues`` has such records above it.
        """
        end = len(judged)
        while end and self._is_lone(*judged[end - 1]):
            end -= 1
        if not continues and not any(isinstance(record, list) for _, record in judged[:end]):
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
        number, row = sheet.row_numbers[index], sheet.rows[index]
        return skipped_row(sheet.file_name, sheet.name, number, reason, row)


def _without_idle_sections(skipped: list[SkippedRow], places: list[int]) -> list[SkippedRow]:
    """``skipped`` with sections that have no record below them as the notes they are."""
    last = places[-1] if places else 0
    return [
        replace(row, reason=SkipReason.NOTE)
        if row.reason is SkipReason.SECTION and row.row_number > last
        else row
        for row in skipped
    ]


def _with_lent(row: list[str], lent: Sequence[Carried], header: Header) -> list[str]:
    """``row`` with what merged cells above lend it, save amounts, which count once."""
    filled = list(row)
    for _, column, text in lent:
        if column < len(filled) and not filled[column] and not _is_amount(column, text, header):
            filled[column] = text
    return filled


def _is_amount(column: int, text: str, header: Header) -> bool:
    heading = header.headings[column] if column < len(header.headings) else ""
    return bool(MONEY_HEADING.search(heading)) and any(map(str.isdigit, text))


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
    headings = heading_names(names, kept)
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


def _filled(row: Sequence[str]) -> int:
    return len(row) - row.count("")
