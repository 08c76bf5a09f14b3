"""The clerk at work on one sheet, and what every habit needs to know of a row."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from zlib import crc32

from zhiben.simulation.catalog import Catalog
from zhiben.simulation.model import Cell
from zhiben.simulation.sheets import Line
from zhiben.simulation.templates import Source


@dataclass(frozen=True)
class Clerk:
    """Who writes the ledger of ``source`` on ``day``, after ``nights_before`` other nights."""

    source: Source
    habits: frozenset[str]
    day: date
    nights_before: int
    catalog: Catalog

    def place(self, field: str) -> int | None:
        """The column of ``field``, None where the form has none."""
        fields = [column.field for column in self.source.template.columns]
        return fields.index(field) if field in fields else None

    def heading(self, field: str) -> str:
        """The heading of ``field``'s column."""
        place = self.place(field)
        return "" if place is None else self.source.template.columns[place].heading

    def row(self, cell: Cell, reason: str, habit: str, *, is_wide: bool = False) -> Line:
        """A row of one text that is no record."""
        padding = (None,) * (len(self.source.template.columns) - 1)
        return Line((cell, *padding), reason, habits=(habit,), is_wide=is_wide)


def is_sound(line: Line) -> bool:
    """Whether the row is a record that is to be accepted."""
    return line.record is not None and not line.record.shown.rule


def is_chosen(line: Line, habit: str, one_in: int) -> bool:
    """Whether the habit befalls the record, the same on every night."""
    if not is_sound(line) or line.record is None:
        return False
    return crc32(f"{line.record.entry.entry_id}/{habit}".encode()) % one_in == 0


def chance(line: Line, habit: str) -> Random:
    """Chance of the habit's own for a record, the same on every night."""
    entry_id = line.record.entry.entry_id if line.record else ""
    return Random(f"{entry_id}/{habit}")  # noqa: S311 - no secret


def changed(cells: tuple[Cell, ...], place: int, cell: Cell) -> tuple[Cell, ...]:
    """``cells`` with another one at ``place``."""
    return (*cells[:place], cell, *cells[place + 1 :])


def labelled(line: Line, habit: str) -> Line:
    """``line`` with one more habit to its name."""
    return replace(line, habits=(*line.habits, habit))


def if_changed(line: Line, cells: tuple[Cell, ...], habit: str) -> Line:
    """``line`` with ``cells``, labelled where they are others."""
    return line if cells == line.cells else labelled(replace(line, cells=cells), habit)


def restated(line: Line, **stated: str) -> Line:
    """``line`` with another truth about some fields."""
    if line.record is None:
        return line
    shown = line.record.shown
    shown = replace(shown, stated={**shown.stated, **stated})
    return replace(line, record=replace(line.record, shown=shown))


def each_record(lines: list[Line], change: Callable[[Line], Line]) -> list[Line]:
    """``lines`` with every sound record changed."""
    return [change(line) if is_sound(line) else line for line in lines]
