"""What becomes of a hazard: found, worked on, claimed done, verified, or not in time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from zhiben.simulation.model import Life, Step

_GENERAL_DUE_DAYS = (3, 5, 7, 7, 10, 15, 15, 15, 30)
_MAJOR_DUE_DAYS = (15, 30, 30, 60, 90)
_VERIFIED_SHARE = 0.85
_REOPENED_SHARE = 0.02


@dataclass(frozen=True)
class Calendar:
    """The nights of a simulation and the days before them on which hazards were found."""

    start: date
    nights: int

    @property
    def end(self) -> date:
        """The last business date."""
        return self.start + timedelta(days=self.nights - 1)

    def dates(self) -> tuple[date, ...]:
        """Every business date."""
        return tuple(self.start + timedelta(days=night) for night in range(self.nights))

    def visit_day(self, rng: Random) -> date:
        """A day for a visit: during the nights for a few per cent a night, else before them.

        Most of the past is recent; two in a hundred visits lie before the campaign of 2024.
        """
        luck = rng.random()
        if rng.random() < 1 - 0.985**self.nights:
            day = self.start + timedelta(days=rng.randrange(self.nights))
        elif luck < 0.88:
            day = self.start - timedelta(days=rng.randint(1, 150))
        elif luck < 0.98:
            day = self.start - timedelta(days=rng.randint(150, 700))
        else:
            day = date(2023, 12, 31) - timedelta(days=rng.randrange(180))
        return _workday(day, rng)


def make_life(found_on: date, rng: Random, *, is_major: bool) -> Life:
    """A life for an item found on ``found_on``; a few never end, a few end late."""
    due_days = draw_days(rng, is_major=is_major)
    return Life(found_on, due_days, tuple(_steps(found_on, due_days, rng)))


def draw_days(rng: Random, *, is_major: bool) -> int:
    """Days that a department gives for putting a hazard right."""
    return rng.choice(_MAJOR_DUE_DAYS if is_major else _GENERAL_DUE_DAYS)


def _steps(found_on: date, due_days: int, rng: Random) -> Iterator[Step]:
    yield Step("open", found_on)
    if rng.random() < 0.01:
        yield Step("withdrawn", found_on + timedelta(days=rng.randint(2, 12)))
        return
    rectified_days = _days_to_rectify(due_days, rng)
    starts = rng.randint(1, 2)
    if rectified_days is None or rectified_days > starts + 1:
        yield Step("in_progress", found_on + timedelta(days=starts))
    if rectified_days is None:
        return
    done_on = found_on + timedelta(days=rectified_days)
    yield Step("rectified", done_on)
    if rng.random() < _REOPENED_SHARE:
        reopened_on = done_on + timedelta(days=rng.randint(2, 5))
        done_on = reopened_on + timedelta(days=rng.randint(3, 10))
        yield from (Step("in_progress", reopened_on), Step("rectified", done_on))
    if rng.random() < _VERIFIED_SHARE:
        yield Step("verified", done_on + timedelta(days=rng.randint(1, 10)))


def _days_to_rectify(due_days: int, rng: Random) -> int | None:
    luck = rng.random()
    if luck < 0.10:
        return 0
    if luck < 0.72:
        return rng.randint(1, due_days)
    if luck < 0.82:
        return due_days
    return due_days + rng.randint(1, 25) if luck < 0.92 else None


def _workday(day: date, rng: Random) -> date:
    late = day.weekday() - 4
    return day - timedelta(days=late) if late > 0 and rng.random() < 0.85 else day
