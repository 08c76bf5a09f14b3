"""What befalls a form's columns and headings, on one night or on all."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from zhiben.simulation.habits.clerk import Clerk, labelled
from zhiben.simulation.model import Cell
from zhiben.simulation.sheets import Line, Sheet

NIGHTS_BEFORE_DRIFT = 2
_MAY_GO = ("remark", "basis", "category", "industry")
_ADDED = ("整改前后照片", "是否入库")


def renamed(clerk: Clerk, lines: list[Line]) -> list[Line]:
    """From one night on the description stands under a longer name."""
    name = clerk.heading("description")
    if clerk.nights_before < NIGHTS_BEFORE_DRIFT or not name:
        return lines
    return [_with_heading(line, name, f"{name}及现场情况", "renamed") for line in lines]


def wrapped(clerk: Clerk, lines: list[Line]) -> list[Line]:
    """Headings set in narrow columns: 整改⏎期限, 序 号."""
    for number, column in enumerate(clerk.source.template.columns):
        name = column.heading
        half = len(name) // 2
        joint = ("\n", " ", "  ", "　")[number % 4] if len(name) <= 4 else "\n"
        lines = [
            _with_heading(line, name, f"{name[:half]}{joint}{name[half:]}", "wrapped_heading")
            for line in lines
        ]
    return lines


def _with_heading(line: Line, old: str, new: str, habit: str) -> Line:
    if line.reason != "heading" or old not in line.cells:
        return line
    cells = tuple(new if cell == old else cell for cell in line.cells)
    return labelled(replace(line, cells=cells), habit)


def with_column_numbers(clerk: Clerk, lines: list[Line]) -> list[Line]:
    """1 2 3 … printed under the headings, as on forms."""
    last = max(n for n, line in enumerate(lines) if line.reason == "heading" and n < _first(lines))
    width = len(clerk.source.template.columns)
    numbers = tuple(range(1, width + 1))
    line = Line(numbers, "heading", habits=("column_numbers",))
    return [*lines[: last + 1], line, *lines[last + 1 :]]


def _first(lines: list[Line]) -> int:
    """The first line below the headings."""
    heading = next(n for n, line in enumerate(lines) if line.reason == "heading")
    below = (n for n, line in enumerate(lines) if n > heading and line.reason != "heading")
    return next(below, len(lines))


def with_groups(clerk: Clerk, sheet: Sheet) -> Sheet:
    """One more row above the headings, of two groups over all columns."""
    heading = next((n for n, line in enumerate(sheet.lines) if line.reason == "heading"), None)
    if heading is None:
        return sheet
    width = len(clerk.source.template.columns)
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
    own = merges if clerk.source.template.kind.merges else ()
    return replace(sheet, lines=lines, merges=(*lower, *own))


def with_added_column(clerk: Clerk, sheet: Sheet) -> Sheet:
    """From one night on there is one column more, which nobody announced."""
    if clerk.nights_before < NIGHTS_BEFORE_DRIFT:
        return sheet
    name = _ADDED[len(clerk.source.source_id) % len(_ADDED)]
    width = len(clerk.source.template.columns)
    lines, merges = [], list(sheet.merges)
    for rows in _blocks(sheet.lines):
        last = _name_row(sheet, rows)
        named = {last: name}
        lines += [_with_cell(sheet.lines[row], width, named.get(row)) for row in rows]
        if last > rows[0] and clerk.source.template.kind.merges:
            lines[rows[0]] = _with_cell(sheet.lines[rows[0]], width, name)
            lines[last] = _with_cell(sheet.lines[last], width, None)
            merges.append((rows[0], width, last, width))
    return replace(sheet, lines=tuple(lines), merges=tuple(merges))


def _blocks(lines: Sequence[Line]) -> Iterator[range]:
    """Heading rows that stand together, and each other row for itself."""
    start = 0
    for row in range(1, len(lines) + 1):
        if row < len(lines) and lines[row].reason == lines[start].reason == "heading":
            continue
        yield range(start, row)
        start = row


def _name_row(sheet: Sheet, rows: range) -> int:
    """The lowest row of headings, numbers apart; -1 where the rows are no headings."""
    lines = sheet.lines
    named = [row for row in rows if lines[row].reason == "heading" and lines[row].cells[0] != 1]
    return named[-1] if named else -1


def _with_cell(line: Line, width: int, name: str | None) -> Line:
    """``line`` with a cell in the added column."""
    cell: Cell = name
    if line.record:
        cell = "见附件" if line.record.entry.number % 3 == 0 else None
    elif line.reason == "heading" and line.cells[0] == 1:
        cell = width + 1
    is_seen = line.record is not None or line.reason == "heading"
    line = replace(line, cells=(*line.cells, cell))
    return labelled(line, "added_column") if is_seen else line


def going(clerk: Clerk) -> str:
    """The field whose column is gone from one night on; empty where none may go."""
    if clerk.nights_before < NIGHTS_BEFORE_DRIFT:
        return ""
    return next((field for field in _MAY_GO if clerk.place(field) is not None), "")
