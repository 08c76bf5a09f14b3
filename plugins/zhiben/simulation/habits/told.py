"""One cell about to be written, with all a clerk knows about it."""

from dataclasses import dataclass
from datetime import date

from zhiben.simulation.habits.clerk import Clerk
from zhiben.simulation.model import Cell, Entry

Telling = tuple[Cell, str]  # what is written, and what a careful reader takes from it


@dataclass(frozen=True)
class Told:
    """The cell of ``field`` as the form's own habit would have it, and what it states."""

    field: str
    cell: Cell
    stated: str
    entry: Entry
    clerk: Clerk
    is_named: bool = True  # the row says whose it is, whatever becomes of its code

    @property
    def day(self) -> date | None:
        """The day the cell states."""
        return date.fromisoformat(self.stated) if self.stated else None
