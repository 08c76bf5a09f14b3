"""Dates as people write them, made into days, saying what had to be inferred."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from zhiben.normalizing.date_spellings import LONGEST, MONTH_END, Day, Relative, Spelling, spelled

YEAR_INFERRED = "year_inferred"
YEAR_FAR = "year_far"
DAY_INFERRED = "day_inferred"
FROM_WORDS = "date_from_words"

_YEARS = range(1950, 2101)
_HALF_YEAR = timedelta(days=183)
_MOST_BEFORE = timedelta(days=60)
_NEAR_YEARS = 5  # of what bare numbers may mean: 03-05-26 is no day of 2003 in 2026
_FAR_YEARS = 1  # a ledger of last year still comes in the new one
_YEAR_OF_ANOTHER = re.compile(
    r"《[^》]*》?"  # a law
    r"|(?<![A-Za-z])[A-Z]{2,4}(?:/T)?[\s\d.-]*-20\d\d(?!\d)"  # a form, a standard
    r"|[〔［\[][^〕］\]]*[〕］\]]|[(（]\s*20\d\d\s*[)）]\s*第?\s*\d+\s*号"  # a document
    r"|20\d\d\s*(?:年(?:\d{1,2}月(?:\d{1,2}日)?)?)?\s*(?:第[一二三四五\d]次)?起?\s*"
    r"(?:新?版|修(?!理|缮|复)|及?以[来前后上]|施行|实施|[印监]制)"  # an edition, a beginning
)
_BARE_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_TITLE_YEAR = re.compile(
    r"(?<!\d)(20\d\d)(?=\s*(?:年|[-/.]\d{1,2}(?!\d)|月|第?[一二三四1-4]季|[上下]半年"
    r"|[-—–~～至到]+\s*20\d\d(?!\d)))"
    "|^\\s*(20\\d\\d)(?=[\u3400-\u9fff])",
    re.MULTILINE,
)
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


def year_named(title: str, *, is_label: bool = False) -> int | None:
    """The one year a title names, None where it names none or several.

    A title has to say that a number is its year (2026年, 2026.3), as it also names laws, forms and
    documents by theirs: 豫安委办〔2024〕3号, 2021年修正. A sheet's or file's label may be the year.
    """
    own = _YEAR_OF_ANOTHER.sub("", title)
    found = (_BARE_YEAR if is_label else _TITLE_YEAR).finditer(own)
    years = {int(match[match.lastindex or 0]) for match in found}
    return years.pop() if len(years) == 1 else None


def _is_in_words(said: Spelling | Relative) -> bool:
    return isinstance(said, Relative) or said.is_among_words


def _of_spelling(said: Spelling, context: DateContext) -> DateReading:
    day = _settled(said.first if context.is_happening else said.last, context.latest)
    if day is None:
        return UNREAD
    value = _exact(day) if day.year else _with_year(day, context)
    if value is None or value.year not in _YEARS:
        return UNREAD
    flags = () if day.year else _year_flags(value, context)
    return DateReading(value, flags + (DAY_INFERRED,) * said.is_vague)


def _settled(day: Day, latest: date) -> Day | None:
    """Of the orders bare numbers may be in, the only one whose year is near the delivery's."""
    if not day.rivals:
        return day
    near = [one for one in day.rivals if abs((one.year or 0) - latest.year) <= _NEAR_YEARS]
    return near[0] if len({*near}) == 1 else None


def _year_flags(value: date, context: DateContext) -> tuple[str, ...]:
    """That a year was inferred, with a doubt where only the title put it years from the delivery.

    What follows from the day of the finding alone is as near or far as that day is.
    """
    is_titled = context.year is not None and context.found is None
    is_far = is_titled and abs(value.year - context.latest.year) > _FAR_YEARS
    return (YEAR_INFERRED, *(YEAR_FAR,) * is_far)


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
