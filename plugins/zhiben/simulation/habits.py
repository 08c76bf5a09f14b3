"""Habits of clerks that a clean export never shows, put over a finished sheet as switches.

Each habit changes how rows look and nothing of what they say, except where a careful reader would
take more (a section row) or less (a value in a wrong column) from them; the truth follows.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from zlib import crc32

import opencc
from pypinyin import Style, pinyin

from zhiben.simulation.model import Cell
from zhiben.simulation.sheets import Line, Sheet
from zhiben.simulation.templates import Source

_DATES = ("found_on", "due_on", "rectified_on", "verified_on")
_REPEATED = ("found_on", "department", "inspector", "industry", "level", "address")
_SIGNS = ("同上", "〃", "同上", "″")
_NEVER_READ = frozenset("一二三四五六七八九十")
_LONGEST_TERM_DAYS = 150
_NIGHTS_BEFORE_RENAMING = 2
_NUMERALS = "一二三四五六七八九十"

Step = Callable[[list[Line]], list[Line]]


def with_habits(
    sheets: Sequence[Sheet],
    source: Source,
    day: date,
    nights_before: int,
    habits: Sequence[str],
) -> list[Sheet]:
    """``sheets`` of ``source`` with ``habits`` on ``day``, after ``nights_before`` other nights."""
    if not habits:
        return list(sheets)
    clerk = _Clerk(source, frozenset(habits), day, nights_before)
    changed = [clerk.sheet(sheet) if sheet.is_table else sheet for sheet in sheets]
    return [*changed, *clerk.hidden(sheets)]


@dataclass(frozen=True)
class _Clerk:
    source: Source
    habits: frozenset[str]
    day: date
    nights_before: int

    def sheet(self, sheet: Sheet) -> Sheet:
        """One table with every habit, in an order in which none spoils another."""
        steps: Mapping[str, Step] = {
            "section": self._in_sections,
            "renamed": self._renamed,
            "traditional": self._rewritten("traditional", _in_traditional, 4),
            "inserted_reading": self._rewritten("inserted_reading", _with_reading, 5),
            "yearless_date": self._without_years,
            "shifted_cell": self._shifted,
            "same_as_above": self._with_signs,
            "hidden_row": self._hidden_rows,
        }
        lines = list(sheet.lines)
        for name, step in steps.items():
            lines = step(lines) if name in self.habits else lines
        heading = next((n for n, line in enumerate(lines) if line.reason == "heading"), None)
        sheet = replace(sheet, lines=tuple(lines))
        if "merged_enterprise" in self.habits and self.source.template.is_workbook:
            sheet = self._merged(sheet)
        if "deep_headings" in self.habits and heading is not None:
            sheet = self._with_groups(sheet, heading)
        return sheet

    def hidden(self, sheets: Sequence[Sheet]) -> Iterator[Sheet]:
        """A hidden sheet with an old copy of the first table, which nobody is to read."""
        if "hidden_sheet" in self.habits and self.source.template.is_workbook:
            table = next(sheet for sheet in sheets if sheet.is_table)
            yield Sheet("旧台账", table.lines[:10], is_table=False, is_hidden=True)

    def _place(self, field: str) -> int | None:
        fields = [column.field for column in self.source.template.columns]
        return fields.index(field) if field in fields else None

    def _in_sections(self, lines: list[Line]) -> list[Line]:
        """Records by town, each town under a row that names it, their own cells left empty."""
        if not self.source.unit.towns:
            return lines
        records = [line for line in lines if line.record]
        if not records:
            return lines
        first = lines.index(records[0])
        last = len(lines) - lines[::-1].index(records[-1])
        towns = sorted({_town(line) for line in records})
        body: list[Line] = []
        for number, town in enumerate(towns):
            body += self._printed_again(lines[:first]) if number == 1 else []
            body.append(self._section(_NUMERALS[number % 10], town))
            body += [self._placed(line, town) for line in records if _town(line) == town]
        return [*lines[:first], *self._counted(body), *lines[last:]]

    def _printed_again(self, head: Sequence[Line]) -> list[Line]:
        """The headings once more, as after a page break, where the department does that."""
        is_repeating = self.source.template.layout.repeat_every > 0
        return [line for line in head if line.reason == "heading" and is_repeating]

    def _section(self, numeral: str, town: str) -> Line:
        padding = (None,) * (len(self.source.template.columns) - 1)
        return Line((f"（{numeral}）{town}", *padding), "section", habits=("section",))

    def _placed(self, line: Line, town: str) -> Line:
        record, place = line.record, self._place("town")
        if record is None:
            return line
        stated = {**record.shown.stated, "town": town}
        record = replace(record, shown=replace(record.shown, stated=stated))
        cells = line.cells if place is None else _changed(line.cells, place, None)
        return _with_habit(replace(line, cells=cells, record=record), "section")

    def _counted(self, body: list[Line]) -> list[Line]:
        place, number, counted = self._place("seq"), 0, []
        for line in body:
            number += line.record is not None
            is_counted = place is not None and line.record is not None
            cells = _changed(line.cells, place or 0, number) if is_counted else line.cells
            counted.append(replace(line, cells=cells))
        return counted

    def _renamed(self, lines: list[Line]) -> list[Line]:
        place = self._place("description")
        if place is None or self.nights_before < _NIGHTS_BEFORE_RENAMING:
            return lines
        name = self.source.template.columns[place].heading
        return [
            _with_habit(
                replace(line, cells=_changed(line.cells, place, f"{name}及现场情况")), "renamed"
            )
            if line.reason == "heading" and line.cells[place] == name
            else line
            for line in lines
        ]

    def _rewritten(self, habit: str, rewrite: Callable[[str], str], one_in: int) -> Step:
        """The texts of every so-manieth record in other letters."""
        places = [self._place(field) for field in ("description", "measure")]

        def step(lines: list[Line]) -> list[Line]:
            return [
                _with_texts(line, places, rewrite, habit)
                if _is_chosen(line, habit, one_in)
                else line
                for line in lines
            ]

        return step

    def _without_years(self, lines: list[Line]) -> list[Line]:
        return [self._yearless(line) for line in lines]

    def _yearless(self, line: Line) -> Line:
        record = line.record
        if record is None or record.shown.rule or not _is_chosen(line, "yearless_date", 2):
            return line
        stated, cells = record.shown.stated, line.cells
        found = record.entry.found_on
        for field in _DATES:
            place, text = self._place(field), stated.get(field, "")
            if place is None or not text or cells[place] is None or found.year < self.day.year:
                continue
            day = date.fromisoformat(text)
            if 0 <= (day - found).days <= _LONGEST_TERM_DAYS:
                cells = _changed(cells, place, f"{day.month}月{day.day}日")
        return _if_changed(line, cells, "yearless_date")

    def _shifted(self, lines: list[Line]) -> list[Line]:
        """A state typed into the column of a date."""
        return [self._with_state_aside(line) for line in lines]

    def _with_state_aside(self, line: Line) -> Line:
        place, record = self._place("rectified_on"), line.record
        if place is None or record is None or not _is_chosen(line, "shifted_cell", 40):
            return line
        if record.shown.cells.get("status") is None:
            return line
        stated = {**record.shown.stated, "rectified_on": ""}
        moved = replace(line, record=replace(record, shown=replace(record.shown, stated=stated)))
        return _if_changed(moved, _changed(line.cells, place, "已整改"), "shifted_cell")

    def _with_signs(self, lines: list[Line]) -> list[Line]:
        """A sign instead of what the record above says too."""
        changed: list[Line] = []
        above: Line | None = None
        for line in lines:
            changed.append(self._signed(line, above))
            above = line if line.record else above
        return changed

    def _signed(self, line: Line, above: Line | None) -> Line:
        if above is None or not _is_sound(line) or not _is_sound(above):
            return line
        cells = line.cells
        for number, field in enumerate(_REPEATED):
            place = self._place(field)
            if place is None or cells[place] is None or not isinstance(above.cells[place], str):
                continue
            if cells[place] == above.cells[place] and _is_chosen(line, field, 2):
                cells = _changed(cells, place, _SIGNS[number % len(_SIGNS)])
        return _if_changed(line, cells, "same_as_above")

    def _hidden_rows(self, lines: list[Line]) -> list[Line]:
        return [
            _with_habit(replace(line, is_hidden=True), "hidden_row")
            if self.source.template.is_workbook and _is_chosen(line, "hidden_row", 25)
            else line
            for line in lines
        ]

    def _merged(self, sheet: Sheet) -> Sheet:
        """One merged cell for the name of an enterprise whose records stand together."""
        place = self._place("enterprise_name") or 0
        lines, merges = list(sheet.lines), list(sheet.merges)
        for top, bottom in _runs(lines, place):
            merges.append((top, place, bottom, place))
            for row in range(top, bottom + 1):
                cells = lines[row].cells if row == top else _changed(lines[row].cells, place, None)
                lines[row] = _with_habit(replace(lines[row], cells=cells), "merged_enterprise")
        return replace(sheet, lines=tuple(lines), merges=tuple(merges))

    def _with_groups(self, sheet: Sheet, heading: int) -> Sheet:
        """One more row above the headings, of two groups over all columns."""
        width = len(self.source.template.columns)
        half = width // 2
        cells: list[Cell] = [None] * width
        cells[0], cells[half] = "基本情况", "排查整改情况"
        line = Line(tuple(cells), "heading", habits=("deep_headings",))
        lower = [
            (top + (top >= heading), left, bottom + (top >= heading), right)
            for top, left, bottom, right in sheet.merges
        ]
        merges = [(heading, 0, heading, half - 1), (heading, half, heading, width - 1)]
        lines = (*sheet.lines[:heading], line, *sheet.lines[heading:])
        is_mergeable = self.source.template.is_workbook
        return replace(sheet, lines=lines, merges=(*lower, *(merges if is_mergeable else ())))


def _runs(lines: Sequence[Line], place: int) -> Iterator[tuple[int, int]]:
    """First and last row of records in a row that name the same enterprise."""
    top = 0
    for row in range(1, len(lines) + 1):
        goes_on = row < len(lines) and _is_sound(lines[row]) and _is_sound(lines[top])
        if goes_on and lines[row].cells[place] == lines[top].cells[place] is not None:
            continue
        if row - top > 1:
            yield top, row - 1
        top = row


def _town(line: Line) -> str:
    return line.record.entry.enterprise.town if line.record else ""


def _is_sound(line: Line) -> bool:
    return line.record is not None and not line.record.shown.rule


def _is_chosen(line: Line, habit: str, one_in: int) -> bool:
    """Whether the habit befalls the record, the same on every night."""
    if not _is_sound(line) or line.record is None:
        return False
    return crc32(f"{line.record.entry.entry_id}/{habit}".encode()) % one_in == 0


def _with_texts(
    line: Line, places: Sequence[int | None], rewrite: Callable[[str], str], habit: str
) -> Line:
    cells = line.cells
    for place in places:
        text = cells[place] if place is not None else None
        if place is not None and isinstance(text, str):
            cells = _changed(cells, place, rewrite(text))
    return _if_changed(line, cells, habit)


def _in_traditional(text: str) -> str:
    return str(_to_traditional().convert(text))


def _with_reading(text: str) -> str:
    """``text`` with the reading of one of its characters after it."""
    places = [
        place
        for place, char in enumerate(text)
        if "\u4e00" <= char <= "\u9fff" and char not in _NEVER_READ
    ]
    if not places:
        return text
    place = places[crc32(text.encode()) % len(places)]
    reading = pinyin(text[place], style=Style.TONE)[0][0]
    return f"{text[: place + 1]}({reading}){text[place + 1 :]}"


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def _changed(cells: tuple[Cell, ...], place: int, cell: Cell) -> tuple[Cell, ...]:
    return (*cells[:place], cell, *cells[place + 1 :])


def _if_changed(line: Line, cells: tuple[Cell, ...], habit: str) -> Line:
    return line if cells == line.cells else _with_habit(replace(line, cells=cells), habit)


def _with_habit(line: Line, habit: str) -> Line:
    return replace(line, habits=(*line.habits, habit))
