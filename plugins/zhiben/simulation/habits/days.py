"""Days as clerks write them: without years, in words, as ranges, with the hour."""

from datetime import date, timedelta
from random import Random

from zhiben.simulation.habits.told import Telling, Told

_LONGEST_TERM_DAYS = 150
_NUMERALS = "〇一二三四五六七八九"
_FULL_WIDTH = str.maketrans("0123456789-./", "０１２３４５６７８９－．／")
_LOOSE = (
    "{y} 年 {m} 月 {d} 日", "{y}年{m}月{d}号", "{y}-{m}-{d}日", "{y}。{m}。{d}", "{y}．{m}．{d}",
    "{y},{m},{d}", "{y}、{m}、{d}", "{y}.{m}.{d}.", "{y} / {m} / {d}", "{y}/{m:02}/{d:02}（{w}）",
    "{y}年{m:02}月{d:02}", "{y}－{m}－{d}", "{y}—{m}—{d}", "{y}\\{m}\\{d}", "{y}.{m:02}.{d:02}。",
    "{y}年\n{m}月{d}日", "{y}年{m}月{d}日前", "{y}年{m}月{d}日（已核）", "{y}-{m}.{d}",
    "{m}/{d}/{y}",
)  # fmt: skip
_HOURS = (
    "{day} 09:30", "{day} 14:05:00", "{day}上午", "{day} 9时30分", "{day}下午3点", "{day}T10:15:00",
    "{day}  16：20", "{day} 下午", "{day}夜间",
)  # fmt: skip
_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def without_year(told: Told, rng: Random) -> Telling | None:
    """3月5日, 3.5: the year stands in the title, in the file's name or nowhere."""
    day, found = told.day, told.entry.found_on
    if day is None or found.year < told.clerk.day.year:
        return None
    if not 0 <= (day - found).days <= _LONGEST_TERM_DAYS:
        return None
    spelled = rng.choice(("{m}月{d}日", "{m}月{d}日", "{m}月{d}号", "{m}.{d}", "{m}月{d}"))
    return spelled.format(m=day.month, d=day.day), told.stated


def two_digit_year(told: Told, rng: Random) -> Telling | None:
    """26.3.5, 26年3月5日."""
    day = told.day
    if day is None:
        return None
    spelled = rng.choice(("{y}.{m}.{d}", "{y}-{m:02}-{d:02}", "{y}/{m}/{d}", "{y}年{m}月{d}日"))
    return spelled.format(y=day.year % 100, m=day.month, d=day.day), told.stated


def in_chinese(told: Told, rng: Random) -> Telling | None:
    """二〇二六年三月五日."""
    day = told.day
    if day is None:
        return None
    zero = rng.choice("〇○零")
    year = "".join(_NUMERALS[int(digit)] for digit in str(day.year)).replace("〇", zero)
    return f"{year}年{_counted(day.month)}月{_counted(day.day)}日", told.stated


def with_time(told: Told, rng: Random) -> Telling | None:
    """The hour beside the day."""
    day = told.day
    if day is None:
        return None
    spelled = rng.choice((day.isoformat(), f"{day.year}年{day.month}月{day.day}日"))
    return rng.choice(_HOURS).format(day=spelled), told.stated


def loosely(told: Told, rng: Random) -> Telling | None:
    """Blanks, stray marks, other dashes, full-width digits."""
    day = told.day
    if day is None:
        return None
    if rng.random() < 0.2:
        return day.isoformat().translate(_FULL_WIDTH), told.stated
    weekday = _WEEKDAYS[day.weekday()]
    spelled = rng.choice(_LOOSE).format(y=day.year, m=day.month, d=day.day, w=weekday)
    return spelled, told.stated


def as_range(told: Told, rng: Random) -> Telling | None:
    """An inspection of several days, of which the first counts."""
    day = told.day
    last = day and day + timedelta(days=rng.randint(1, 4))
    if day is None or last is None or last.month != day.month:
        return None
    if last > min(told.clerk.day, told.entry.due_on):
        return None
    spelled = rng.choice(
        (
            "{y}.{m}.{d}-{m}.{e}", "{y}年{m}月{d}日-{e}日", "{y}年{m}月{d}日至{m}月{e}日",
            "{y}-{m:02}-{d:02}至{y}-{m:02}-{e:02}", "{y}年{m}月{d}—{e}日", "{y}年{m}月{d}日至{e}日",
            "{y}/{m}/{d}~{y}/{m}/{e}", "{y}.{m}.{d}—{y}.{m}.{e}", "{y}年{m}月{d}日、{e}日",
            "{y}年{m}月{d}/{e}日",
        )
    )  # fmt: skip
    written = spelled.format(y=day.year, m=day.month, d=day.day, e=last.day)
    return written, told.stated


def in_words(told: Told, rng: Random) -> Telling | None:
    """立即, 三日内, 月底前, 长期坚持: a deadline counted from the finding, or none."""
    found = told.entry.found_on
    due = told.day or found
    written, day = rng.choice(
        (
            ("立即", found),
            ("立行立改", found),
            ("即日起", found),
            ("当场整改", found),
            ("立即整改。", found),
            ("3日内", found + timedelta(days=3)),
            ("三日内", found + timedelta(days=3)),
            ("限7日内整改完毕", found + timedelta(days=7)),
            ("一周内", found + timedelta(days=7)),
            ("15天内", found + timedelta(days=15)),
            ("一个月内", _next_month(found)),
            ("月底前", _end_of_month(found)),
            ("本月底前", _end_of_month(found)),
            (f"{due.month}月底前", _end_of_month(due)),
            (f"{due.year}年{due.month}月底", _end_of_month(due)),
            (f"{due.year}年{due.month}月底前完成", _end_of_month(due)),
            ("年底前", date(found.year, 12, 31)),
            (f"{due.year}年底前", date(due.year, 12, 31)),
            (f"{due.year}年{due.month}月{due.day}日前", due),
            (f"{due.year}年{due.month}月{due.day}日前完成整改", due),
            ("长期坚持", None),
            ("长期", None),
        )
    )
    return written, day.isoformat() if day else ""


def _counted(number: int) -> str:
    """一 to 三十一."""
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, f"{_NUMERALS[tens]}十")
    return head + (_NUMERALS[ones] if ones else "")


def _end_of_month(day: date) -> date:
    first = day.replace(day=1)
    return (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _next_month(day: date) -> date:
    """The same day a month later, or that month's last."""
    first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return min(_end_of_month(first), first + timedelta(days=day.day - 1))
