"""Dates as people write them, made into days, saying what had to be inferred."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from zhiben.normalizing.date_spellings import LONGEST, MONTH_END, Day, Relative, Spelling, spelled

YEAR_INFERRED = "year_inferred"
DAY_INFERRED = "day_inferred"
FROM_WORDS = "date_from_words"

_YEARS = range(1950, 2101)
_HALF_YEAR = timedelta(days=183)
_MOST_BEFORE = timedelta(days=60)
_TITLE_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_SHAPE = re.compile(r"\d\s*[-/.年月]\s*\d|\d\s*[年月]|^\s*\d{8}\s*$")


@dataclass(frozen=True)
class DateContext:
    """What decides where a spelling leaves a choice.

    ``latest`` is the delivery's business date, ``year`` the one its title names, ``found`` the
    day of the row's finding; ``is_happening`` marks the field that holds that day itself: of a
    range it takes the first day, every other field the last. ``is_term`` marks one that lies ahead.
    """

    latest: date
    year: int | None = None
    found: date | None = None
    is_happening: bool = False
    is_term: bool = False


@dataclass(frozen=True)
class DateReading:
    """A day with its flags; ``is_read`` false where the text is no possible date."""

    value: date | None
    flags: tuple[str, ...] = ()
    is_read: bool = True


UNREAD = DateReading(None, is_read=False)


def read_date(text: str, context: DateContext) -> DateReading:
    """The day ``text`` stands for; 2024年2月30日 and 已整改 are unread, 长期 is no day."""
    said = spelled(text)
    if said is None or (context.is_happening and _is_in_words(said)):
        return UNREAD
    if said.is_of_term and not context.is_term:
        return UNREAD
    if isinstance(said, Relative):
        return _of_relative(said, context.found)
    return _of_spelling(said, context)


def is_anchored(text: str) -> bool:
    """Whether the day depends on the day of the row's finding."""
    said = spelled(text)
    return isinstance(said, Relative) or (isinstance(said, Spelling) and said.last.year is None)


def is_whole_date(text: str) -> bool:
    """Whether ``text`` spells a day with its year, and says nothing else."""
    said = spelled(text)
    if not isinstance(said, Spelling) or said.is_among_words:
        return False
    return said.last.year is not None and not said.is_vague


def looks_like_date(text: str) -> bool:
    """Whether an unread text has a date's shape, and so is an impossible date: 2024-02-30."""
    return bool(_SHAPE.search(text)) or spelled(text) is not None


def is_impossible_date(text: str) -> bool:
    """Whether a date was meant that cannot be, and not only words: 2月30日, but not 汛期前."""
    is_short = len(text) <= LONGEST
    return is_short and (bool(_SHAPE.search(text)) or isinstance(spelled(text), Spelling))


def year_named(title: str) -> int | None:
    """The one year a title names, None where it names none or several."""
    years = {int(year) for year in _TITLE_YEAR.findall(title)}
    return years.pop() if len(years) == 1 else None


def _is_in_words(said: Spelling | Relative) -> bool:
    return isinstance(said, Relative) or said.is_among_words


def _of_spelling(said: Spelling, context: DateContext) -> DateReading:
    day = said.first if context.is_happening else said.last
    value = _exact(day) if day.year else _with_year(day, context)
    if value is None or value.year not in _YEARS:
        return UNREAD
    flags = (YEAR_INFERRED,) * (day.year is None) + (DAY_INFERRED,) * said.is_vague
    return DateReading(value, flags)


def _of_relative(said: Relative, found: date | None) -> DateReading:
    if found is None or said.unit == "never":
        return DateReading(None)
    match said.unit:
        case "day":
            value = found + timedelta(days=said.count)
        case "workday":
            value = _after_workdays(found, said.count)
        case "month":
            value = _after_months(found, said.count)
        case "month_end":
            then = _after_months(found, said.count)
            value = _month_end(then.year, then.month)
        case _:
            value = date(found.year, 12, 31)
    return DateReading(value, (FROM_WORDS,))


def _with_year(day: Day, context: DateContext) -> date | None:
    """The year that fits: for a finding never after the delivery, for the rest near the finding."""
    year = context.year or context.latest.year
    if context.is_happening:
        value = _exact(day, year)
        return _exact(day, year - 1) if value and value > context.latest else value
    if context.found is None:
        return _exact(day, year)
    value = _exact(day, context.found.year)
    if value and value < context.found - (_MOST_BEFORE if context.is_term else _HALF_YEAR):
        return _exact(day, context.found.year + 1)
    return value


def _exact(day: Day, year: int | None = None) -> date | None:
    year = year or day.year or 0
    if day.day == MONTH_END:
        return _month_end(year, day.month)
    try:
        return date(year, day.month, day.day)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _after_months(day: date, count: int) -> date:
    years, month = divmod(day.month - 1 + count, 12)
    last = _month_end(day.year + years, month + 1)
    return min(last, last.replace(day=min(day.day, last.day)))


def _after_workdays(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
