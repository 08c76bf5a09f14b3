"""Habits that write a single cell in another way than the form's own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from zhiben.simulation.habits import codes, days, people, places, sums, words
from zhiben.simulation.habits.clerk import (
    Clerk,
    chance,
    changed,
    each_record,
    is_chosen,
    labelled,
    restated,
)
from zhiben.simulation.habits.told import Telling, Told
from zhiben.simulation.sheets import Line


@dataclass(frozen=True)
class CellHabit:
    """One way of writing the cells of ``fields``, met in one of ``one_in`` of them.

    ``write`` gives the cell and what a careful reader takes from it, or None to leave it.
    """

    name: str
    fields: tuple[str, ...]
    one_in: int
    write: Callable[[Told, Random], Telling | None]


_DATES = ("found_on", "due_on", "rectified_on", "verified_on")

CELL_HABITS: Sequence[CellHabit] = (
    CellHabit("yearless_date", _DATES, 3, days.without_year),
    CellHabit("two_digit_year", _DATES, 8, days.two_digit_year),
    CellHabit("chinese_date", _DATES, 16, days.in_chinese),
    CellHabit("date_and_time", _DATES, 10, days.with_time),
    CellHabit("loose_date", _DATES, 6, days.loosely),
    CellHabit("date_range", ("found_on",), 8, days.as_range),
    CellHabit("deadline_in_words", ("due_on",), 4, days.in_words),
    CellHabit("other_word", ("status", "channel"), 4, words.other_word),
    CellHabit("remark_in_status", ("status",), 8, words.with_remark),
    CellHabit("money_spelled", ("funds_yuan",), 2, sums.spelled),
    CellHabit("several_people", ("inspector", "responsible_person"), 4, people.several),
    CellHabit("spaced_name", ("inspector", "responsible_person"), 8, people.spaced),
    CellHabit("phone_after_name", ("responsible_person",), 10, people.with_phone),
    CellHabit("phone_spelled", ("phone",), 2, people.phone),
    CellHabit("lookalike_in_code", ("uscc",), 8, codes.with_lookalike),
    CellHabit("labelled_code", ("uscc",), 8, codes.with_label),
    CellHabit("code_as_number", ("uscc",), 4, codes.as_number),
    CellHabit("other_number", ("uscc",), 10, codes.other_number),
    CellHabit("town_spelled", ("town",), 3, places.town),
    CellHabit("county_spelled", ("county",), 2, places.county),
    CellHabit("full_width", ("phone", "uscc", "found_on", "due_on"), 12, words.full_width),
)  # fmt: skip


def rewritten(clerk: Clerk, lines: list[Line]) -> list[Line]:
    """Every record with the cell habits that befall it, no cell with two of them."""
    wanted = [habit for habit in CELL_HABITS if habit.name in clerk.habits]

    def of_line(line: Line) -> Line:
        for habit in wanted:
            for field in habit.fields:
                line = _written(clerk, line, field, habit)
        return line

    return each_record(lines, of_line)


def _written(clerk: Clerk, line: Line, field: str, habit: CellHabit) -> Line:
    place, record = clerk.place(field), line.record
    if (
        place is None
        or record is None
        or not is_chosen(line, f"{habit.name}/{field}", habit.one_in)
    ):
        return line
    cell = line.cells[place]
    if cell is None or cell != record.shown.cells.get(field):
        return line
    shown = record.shown
    is_named = bool(shown.cells.get("enterprise_name"))
    told = Told(field, cell, shown.stated.get(field, ""), record.entry, clerk, is_named)
    telling = habit.write(told, chance(line, f"{habit.name}/{field}"))
    if telling is None:
        return line
    written = replace(line, cells=changed(line.cells, place, telling[0]))
    return labelled(restated(written, **{field: telling[1]}), habit.name)
