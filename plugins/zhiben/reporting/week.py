"""The ISO week a summary is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from zhiben.errors import UsageError

LABEL = re.compile(r"([0-9]{4})-?[Ww]([0-9]{1,2})")


@dataclass(frozen=True, order=True)
class Week:
    """A week from Monday to Sunday, numbered as ISO 8601 does.

    Raises:
        UsageError: when the year has no such week.
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        try:
            date.fromisocalendar(self.year, self.number, 7)
        except (ValueError, OverflowError) as error:
            raise UsageError(
                f"There is no week {self.number} in the ISO year {self.year}.",
                "A year has 52 weeks, some have 53.",
            ) from error

    @classmethod
    def parse(cls, label: str) -> Week:
        """Read a label like ``2026-W13``.

        Raises:
            UsageError: when it is none, or names a week its year does not have.
        """
        found = LABEL.fullmatch(label.strip())
        if found is None:
            raise UsageError(f"{label!r} is not a week.", "Write it like 2026-W13.")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Week:
        """The week ``day`` lies in."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @property
    def first_day(self) -> date:
        """Its Monday."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """Its Sunday."""
        return date.fromisocalendar(self.year, self.number, 7)

    @property
    def days(self) -> tuple[date, ...]:
        """Its seven days."""
        return tuple(self.first_day + timedelta(days=n) for n in range(7))

    @property
    def label(self) -> str:
        """``2026-W13``."""
        return f"{self.year:04}-W{self.number:02}"

    @property
    def title(self) -> str:
        """``2026年第13周``."""
        return f"{self.year}年第{self.number}周"

    def follows(self, day: date) -> bool:
        """Whether ``day`` lies in the week just before this one."""
        return timedelta(0) < self.first_day - day <= timedelta(days=7)
