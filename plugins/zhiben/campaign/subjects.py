"""What metrics count: governed views of ``bi``, and what stands for them while a night is built.

Both have the columns that a condition may name, so that one condition gives a night's number and
the rows behind it. A test holds the views to that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Boolean, Table

from zhiben.warehouse import aside, kept

DIMENSIONS = ("channel", "sector", "action", "topic", "pillar")
AS_OF = "as_of"  # the night, a column of every view shown
ITEMS = "bi.rectification_items"


@dataclass(frozen=True)
class Subject:
    """One kind of thing that is counted, in ``unit``; a row stands for one of it.

    Args:
        counted: The table that is counted as of the night that is built.
        shown: The view that shows the same as of the last published night.
        kept: The table that keeps what the last night counted, where the next one counts only what
            changed; each counted row then has its ``sign`` and the night it is counted as of.
        happened_on: The column with the day it happened; none of what has a history of nights.
    """

    name: str
    unit: str
    counted: Table
    shown: str
    kept: str = ""
    happened_on: str = ""

    def shown_on(self, night: date) -> str:
        """What to read from for the same as of an earlier published ``night``, as known now."""
        if self.shown == ITEMS:
            shown = f"SELECT * FROM bi.night_items WHERE as_of = DATE '{night}'"
            return f"({shown}) AS {self.name}"
        past = f" WHERE told.{self.happened_on} <= DATE '{night}'" if self.happened_on else ""
        as_of = f"JSONB_POPULATE_RECORD(known, JSONB_BUILD_OBJECT('{AS_OF}', DATE '{night}'))"
        shown = f"SELECT told.* FROM {self.shown} AS known CROSS JOIN LATERAL {as_of} AS told"
        return f"({shown}{past}) AS {self.name}"

    @property
    def is_kept(self) -> bool:
        """Whether only what changed is counted."""
        return bool(self.kept)

    @property
    def columns(self) -> frozenset[str]:
        """The columns that a condition may name: all but its identity."""
        identity = self.counted.primary_key.columns.keys()
        return frozenset([*self.counted.columns.keys(), AS_OF]) - {*identity}

    @property
    def truths(self) -> frozenset[str]:
        """Those that are true or false, and so are conditions by themselves."""
        columns = self.counted.columns
        return frozenset(one.name for one in columns if isinstance(one.type, Boolean))

    @property
    def dimensions(self) -> tuple[str, ...]:
        """What its numbers can be split by."""
        return tuple(one for one in DIMENSIONS if one in self.counted.columns)


SUBJECTS = {
    one.name: one
    for one in (
        Subject("items", "项", aside.item_as_of, ITEMS, kept.items.fullname),
        Subject(
            "inspections",
            "家次",
            aside.inspection_as_of,
            "bi.counted_inspections",
            happened_on="inspected_on",
        ),
        Subject(
            "accidents",
            "起",
            aside.accident_as_of,
            "bi.counted_accidents",
            happened_on="occurred_on",
        ),
        Subject(
            "disasters",
            "起",
            aside.disaster_as_of,
            "bi.counted_disasters",
            happened_on="occurred_on",
        ),
        Subject("tasks", "项", aside.task_as_of, "bi.counted_tasks"),
    )
}
