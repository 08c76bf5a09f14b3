"""Rows that clerks put between, below and in place of records."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from zhiben.simulation.habits.clerk import (
    Clerk,
    changed,
    if_changed,
    is_chosen,
    is_sound,
    labelled,
    restated,
)
from zhiben.simulation.model import Cell
from zhiben.simulation.sheets import Line

_REPEATED = ("found_on", "department", "inspector", "industry", "level", "address")
_SIGNS = ("同上", "〃", "同上", "″")
_NUMERALS = "一二三四五六七八九十"
_RECORDS_A_PAGE = 18
_HALF_FILLED: Sequence[Mapping[str, str]] = (
    {},
    {"department": "", "level": "一般"},
    {"town": "", "channel": "部门检查"},
    {"department": "", "supervised": "否", "level": "一般隐患"},
)
_RULES = (
    "填写要求：1.本表由检查单位填写，每日17时前报送；2.隐患等级填一般或重大；"
    "3.整改期限不得早于检查日期；4.已销号的须附复查记录。"
)


def in_sections(clerk: Clerk, lines: list[Line]) -> list[Line]:
    """Records by town, each town under a row that names it, their own cells left empty."""
    records = [line for line in lines if line.record]
    if not records or not clerk.source.unit.towns:
        return lines
    first = lines.index(records[0])
    last = len(lines) - lines[::-1].index(records[-1])
    towns = sorted({_town(line) for line in records})
    body: list[Line] = []
    for number, town in enumerate(towns):
        title = f"（{_NUMERALS[number % 10]}）{town}"
        body.append(clerk.row(title, "section", "section", is_wide=number % 2 == 0))
        body += [_placed(clerk, line, town) for line in records if _town(line) == town]
    return [*lines[:first], *_counted(clerk, body), *lines[last:]]


def _placed(clerk: Clerk, line: Line, town: str) -> Line:
    place = clerk.place("town")
    cells = line.cells if place is None else changed(line.cells, place, None)
    return labelled(replace(restated(line, town=town), cells=cells), "section")


def _counted(clerk: Clerk, body: list[Line]) -> list[Line]:
    place, number, counted = clerk.place("seq"), 0, []
    for line in body:
        number += line.record is not None
        is_counted = place is not None and line.record is not None
        cells = changed(line.cells, place or 0, number) if is_counted else line.cells
        counted.append(replace(line, cells=cells))
    return counted


def in_pages(clerk: Clerk, lines: list[Line]) -> list[Line]:
    """After every page: its number, the title again (or 续表), the headings again."""
    first = next((n for n, line in enumerate(lines) if line.record), len(lines))
    lines = [line for n, line in enumerate(lines) if n < first or line.reason != "heading"]
    head = [line for line in lines if line.reason in {"title", "heading"}]
    titles = [line for line in head if line.reason == "title"]
    again = [labelled(line, "page_break") for line in head]
    if not titles:
        again = [clerk.row("（续表）", "title", "page_break"), *again]
    count, page = 0, 1
    pages: list[Line] = []
    total = sum(line.record is not None for line in lines)
    for line in lines:
        pages.append(line)
        count += line.record is not None
        if line.record and count % _RECORDS_A_PAGE == 0 and count < total:
            pages.append(clerk.row(f"第{page}页", "note", "page_break", is_wide=True))
            pages += again
            page += 1
    return pages


def with_subtotals(clerk: Clerk, lines: list[Line]) -> list[Line]:
    """小计 before each section row, or every so many records; and a 累计 at the end."""
    has_sections = any(line.reason == "section" for line in lines)
    summed: list[Line] = []
    count = all_count = 0
    for line in lines:
        is_end = line.reason == "section" if has_sections else count == _RECORDS_A_PAGE - 5
        if count and is_end:
            summed.append(_sum(clerk, "小计", count))
            count = 0
        summed.append(line)
        count += line.record is not None
        all_count += line.record is not None
    last = max((n for n, line in enumerate(summed) if line.record), default=None)
    if last is None:
        return summed
    ends = [_sum(clerk, "小计", count), _sum(clerk, "本年累计", all_count)]
    return [*summed[: last + 1], *ends, *summed[last + 1 :]]


def _sum(clerk: Clerk, word: str, count: int) -> Line:
    width = len(clerk.source.template.columns)
    cells: list[Cell] = [None] * width
    cells[0], cells[1] = word, f"{count}项" if count % 2 else count
    cells[-1] = "100%" if count % 3 == 0 else None
    return Line(tuple(cells), "total", habits=("subtotal",))


def with_half_filled(clerk: Clerk, lines: list[Line]) -> list[Line]:
    """Form rows nobody filled in but for what a template or a drop-down put there."""
    last = max((n for n, line in enumerate(lines) if line.record), default=None)
    if last is None:
        return lines
    rows = [_half_filled(clerk, number, said) for number, said in enumerate(_HALF_FILLED)]
    return [*lines[: last + 1], *rows, *lines[last + 1 :]]


def _half_filled(clerk: Clerk, number: int, said: Mapping[str, str]) -> Line:
    own = {"department": clerk.source.department.name, "town": (*clerk.source.unit.towns, None)[0]}
    fields = [column.field for column in clerk.source.template.columns]
    cells: list[Cell] = [said[field] or own[field] if field in said else None for field in fields]
    cells[fields.index("seq")] = 900 + number
    return Line(tuple(cells), "unfilled", habits=("half_filled",))


def with_rules(clerk: Clerk, lines: list[Line]) -> list[Line]:
    """How the form is to be filled in, in one merged cell at its very end."""
    return [*lines, clerk.row(_RULES, "note", "rules_below", is_wide=True)]


def with_signs(clerk: Clerk, lines: list[Line]) -> list[Line]:
    """A sign instead of what the record above says too."""
    signed: list[Line] = []
    above: Line | None = None
    for line in lines:
        signed.append(_signed(clerk, line, above))
        above = line if line.record else above
    return signed


def _signed(clerk: Clerk, line: Line, above: Line | None) -> Line:
    if above is None or not is_sound(line) or not is_sound(above):
        return line
    cells = line.cells
    for number, field in enumerate(_REPEATED):
        place = clerk.place(field)
        if place is None or cells[place] is None or not isinstance(above.cells[place], str):
            continue
        if cells[place] == above.cells[place] and is_chosen(line, field, 2):
            cells = changed(cells, place, _SIGNS[number % len(_SIGNS)])
    return if_changed(line, cells, "same_as_above")


def with_hidden_rows(clerk: Clerk, lines: list[Line]) -> list[Line]:
    """Rows a filter hid, which are rows of the ledger all the same."""
    if not clerk.source.template.kind.has_sheets:
        return lines
    return [
        labelled(replace(line, is_hidden=True), "hidden_row")
        if is_chosen(line, "hidden_row", 25)
        else line
        for line in lines
    ]


def with_cells_aside(clerk: Clerk, lines: list[Line]) -> list[Line]:
    """A value typed into the column of another: a state for a day, a day for a person."""
    return [_aside(clerk, line) for line in lines]


def _aside(clerk: Clerk, line: Line) -> Line:
    if line.record is None or not is_chosen(line, "shifted_cell", 30):
        return line
    day = line.record.entry.due_on
    entry = line.record.entry
    choices: Sequence[tuple[str, Cell]] = (
        ("rectified_on", "已整改"),
        ("responsible_person", f"{day.year}.{day.month}.{day.day}"),
        ("responsible_person", entry.enterprise.phone),
        ("phone", entry.enterprise.person),
    )
    start = entry.number % len(choices)
    for field, cell in (*choices[start:], *choices[:start]):
        place = clerk.place(field)
        is_done = field != "rectified_on" or line.record.shown.cells.get("status") is not None
        if place is not None and is_done:
            moved = restated(line, **{field: ""})
            return if_changed(moved, changed(line.cells, place, cell), "shifted_cell")
    return line


def _town(line: Line) -> str:
    return line.record.entry.enterprise.town if line.record else ""
