"""What a date cell spells, before anyone asks which year was meant.

Grammar of the spellings met in ledgers: ISO, slashes, dots, 年月日, eight digits, two-digit years
(before month and day or behind them), m月d日, months, 年底, ranges, spreadsheet serials, and words
such as 立即 or 三日内.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from zhiben.normalizing.repair import repaired
from zhiben.vocabulary.numerals import chinese_number, with_digits

if TYPE_CHECKING:
    from collections.abc import Iterator

MONTH_END = 0
LONGEST = 60  # characters of what may be a date

_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheet serials after February 1900
_SERIALS = range(20_000, 60_000)  # 1954 to 2064
_MOST_YEARS = 10  # of a time allowed: 26年 is a year

_CHINA = timezone(timedelta(hours=8))  # all of China keeps one time, without summer time
_INSTANT = re.compile(
    r"(?:19|20)\d\d-\d\d-\d\d[T\s]\d\d:\d\d"
    r"(?:(?::\d\d(?:\.\d+)?)?(?:Z|[+]\d\d:?\d\d)|:\d\d(?:\.\d+)?(?:[+]\d\d|-\d\d:?\d\d))"
)

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH_NAME = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_ENGLISH = (  # Mar-26 is a month of a year or a day of a month, and nobody knows which
    re.compile(
        rf"(?P<d>\d{{1,2}})[-\s/]?{_MONTH_NAME}(?:[-\s/,]+(?P<y>(?:20)?\d\d))?", re.IGNORECASE
    ),
    re.compile(rf"{_MONTH_NAME}[-\s/]?(?P<d>[1-9])(?:[-\s/,]+(?P<y>(?:20)?\d\d))?", re.IGNORECASE),
    re.compile(rf"{_MONTH_NAME}[-\s/]?(?P<d>\d\d)[-\s/,]+(?P<y>(?:20)?\d\d)", re.IGNORECASE),
)
_ROUND_LETTER = re.compile(r"(?<=\d)[Oo](?=[\d.\-/年月日])|(?<=[-./年月])[Oo](?=\d)")

_DASH = re.compile(r"[–—−‐‑―ー]")
_NUMERAL = r"[〇○零一二三四五六七八九十]+"
_YEAR_WRITTEN = re.compile(r"[一二][〇○零一二三四五六七八九Oo0◯]{3}(?=\s*年)")
_ROUND = str.maketrans("Oo0◯", "〇〇〇〇")  # what stands for 〇 in 二〇二六年
_CHINESE = re.compile(rf"({_NUMERAL})(?=\s*[年月日号])")
_BEFORE_TIME = (
    r"(?:(?<=[日号\s])|(?<=\d)(?=[T上下晚凌约\s])|(?:(?<=[-/.]\d)|(?<=[-/.]\d\d))(?=\d\d[:时点]))"
)
_CLOCK = (
    r"(?:[上下]午|晚上?|凌晨)?\s*\d{1,2}\s*"
    r"(?:[:时点]\s*\d{1,2}\s*分?(?:[:]?\d{1,2}(?:\.\d+)?秒?)?|[时点])\s*"
)
_TIME = re.compile(
    rf"{_BEFORE_TIME}[T\s约]*(?:\d{{1,2}}[-~至])?{_CLOCK}(?:[-~至到、,]+\s*{_CLOCK})*"
    r"(?:Z|[+]\d\d:?\d\d)?许?(?=$|[^\d:])"
)
_PART_OF_DAY = re.compile(
    r"(?<=[\d日号\s])(?:[上下]午|中午|早[上晨]|傍晚|晚[上间]?|夜[间里]|凌晨)(?!\d)"
)
_WRAPPED = re.compile(r"(?<=[年月\-/.])\s*\n\s*(?=\d)|(?<=\d)\s*\n\s*(?=[年月日号\-/.])")
_WEEKDAY = re.compile(r"[(]?(?:星期|周|礼拜)[一二三四五六日天][)]?")
_BRACKETED = re.compile(r"[(\[][^()\[\]]*[)\]]")
_LEAD = re.compile(r"^(?:截[至止]到?|自|拟?定?于|计划|预计|力争|责令|限期?至?|要求|务必|至|在|到)+")
_TAIL = re.compile(
    r"(?:之前|以前|前|止|为止|左右)?(?:全部|完成|整改|改正|到位|完毕|销号|上报|复查|检查|排查|巡查|发现|立即|当场|现场|起)*"
    r"[。．.，,；;、]*$"
)
_STOPS = re.compile(r"(?<=\d)。(?=\d)")
_SPACED_OUT = re.compile(r"^((?:19|20)\d\d)[,、](\d{1,2})[,、](\d{1,2})$")

_Y, _M, _D = r"(?P<y>(?:19|20)\d\d|\d\d)", r"(?P<m>\d{1,2})", r"(?P<d>\d{1,2})"
_ATOMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_Y}(?:年|[-/.]){_M}(?:月|[-/.]){_D}[日号]?",
        rf"{_M}/{_D}/(?P<y>(?:19|20)\d\d)",
        r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)",
        rf"{_M}月{_D}[日号]?",
        rf"{_M}[-/.]{_D}[日号]?",
        rf"{_Y}年{_M}月?(?:份|内)?(?P<part>[底末]|月底|[上中下]旬)?",
        r"(?P<y>(?:19|20)\d\d)[-/.]?(?P<m>\d{1,2})",
        rf"{_M}月(?:份|内)?(?P<part>[底末]|月底|[上中下]旬)?",
        r"(?P<y>(?:19|20)\d\d)年(?P<end>年?[底末终]|内)",
        r"(?P<y>\d\d)(?P<m>\d\d)(?P<d>\d\d)",
    )
)
_TRIPLE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{1,2})")
_DAY = re.compile(r"(\d{1,2})[日号]?")
_RANGE = re.compile(r"[-~至到、,/和及;\n]+")
_PARTS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, MONTH_END)}

_AT_ONCE = re.compile(
    r"立即|立刻|马上|立行立改|立整立改|即知即改|即查即改|边查边改|即日|即时|即刻|当[日天场]|现场|随即|随查随改"
)
_COUNTED = (
    r"(?:\d+[-~至到])?(?P<n>\d+|[一二三四五六七八九十两半]+)(?P<of>个)?"
    r"(?P<unit>工作日|天|日|周|星期|月|年|小时)"
)
_INSIDE = r"(?P<in>之内|以内|内)"
_WITHIN = re.compile(
    rf"(?:自?即日起|限期?|于)?{_COUNTED}{_INSIDE}?(?:全部|完成|整改|改正|到位|完毕)*"
)
_WITHIN_AMONG_WORDS = re.compile(rf"(?<![\d.年月第]){_COUNTED}{_INSIDE}")
_DAYS_ALONE = re.compile(r"(?:限期?|期限)?[:]?(\d{1,3})日")  # 15日前 is the 15th, 15日 a time
_NEXT_DAY = re.compile(r"(?:次日|翌日|第二[天日])[内前]?")
_PUT_OFF = re.compile(
    r"(?:延期|延长|顺延|延迟|推迟|展期)(?:整改|完成|期限|时间)*[至到](?P<day>[^()]+)[)]?"
)
_NO_DATE = re.compile(r"长期|持续|常态|坚持")
_WHOLE_MONTH = r"(?:[底末]|[上中下]旬)"
_ONE_DATE = (
    rf"(?:(?:(?:19|20)?\d\d年)?\d{{1,2}}月(?:\d{{1,2}}[日号]?|{_WHOLE_MONTH})"
    r"|(?:19|20)?\d\d年\d{1,2}(?:月|[-/.]\d{1,2})|(?:19|20)\d\d年(?:年?[底末终]|内)"
    r"|(?:19|20)\d\d(?:[-/.]\d{1,2}(?:[-/.]\d{1,2})?|[01]\d[0-3]\d)"
    r"|\d{1,2}[-/.]\d{1,2}(?=[之以]?前))"
)
_AMONG_WORDS = re.compile(
    rf"(?<![\d.]){_ONE_DATE}(?:[-~至到]+(?:{_ONE_DATE}|\d{{1,2}}[日号]))?(?![\d年])"
)
_NO_TERM = re.compile(  # what recurs, and the day of a look at it afterwards
    r"每年(?:的?[\d月日号底末前]+)?"
    rf"|(?<![\d.]){_ONE_DATE}[之以]?前?(?:进行|组织|再次?)?(?:复查|复核|复验|核查|核验|验收|回头看)"
)
_DONE = re.compile(r"均?已经?于?(?P<on>\d.+)|(?P<day>\d.+?)均?已经?(?:全部|闭环|办结)*")
_HALF_A_DATE = re.compile(r"(?:19|20)\d\d年|\d月")
_FROM_NOW = re.compile(r"^即日起?[至到]")
_MONTH_END = re.compile(r"(?:本|当)?月[底末]|[本当]月内?")
_NEXT_MONTH_END = re.compile(r"[下次]个?月[底末]")
_YEAR_END = re.compile(r"(?:本|当)?年[底末终]|[本当今]年内?")


@dataclass(frozen=True)
class Day:
    """A day as spelled: the year may be missing, day ``MONTH_END`` is the month's last.

    ``rivals`` are the days that bare numbers say in one order or another, this one among them:
    03-05-26 has its year at the end, as a spreadsheet shows it, or at the beginning.
    """

    year: int | None
    month: int
    day: int
    rivals: tuple[Day, ...] = ()


@dataclass(frozen=True)
class Spelling:
    """First and last day spelled; ``is_vague`` where only the month or year was.

    ``is_among_words`` that say something of their own: 立即整改，6月30日前完成.
    ``is_of_term`` where only a term can be meant: 延期至6月30日.
    """

    first: Day
    last: Day
    is_vague: bool = False
    is_among_words: bool = False
    is_of_term: bool = False


@dataclass(frozen=True)
class Relative:
    """A time counted from the day of the finding, as 立即, 三日内, 月底前 or 长期 are.

    ``is_of_term`` is what only a term can mean: of 15日 the day it was done does not follow.
    """

    unit: Literal["day", "workday", "month", "month_end", "year_end", "never"]
    count: int = 0
    is_of_term: bool = False


@lru_cache(maxsize=65536)
def spelled(text: str) -> Spelling | Relative | None:
    """What ``text`` spells, None where it is no date."""
    if len(text) > LONGEST:
        return None
    if moment := _instant(text.strip()) or _english(text.strip()):
        return moment
    tidy = _tidy(text)
    if later := _PUT_OFF.search(tidy):
        return _put_off_to(later["day"])
    plain = _plain(tidy)
    read = _serial(plain) or _atom(plain) or _range(plain) or _relative(plain, tidy)
    return read or _done(plain) or _in_words(plain, tidy) or _within_words(tidy)


def _tidy(text: str) -> str:
    text = _DASH.sub("-", unicodedata.normalize("NFKC", text)).replace("\\", "/").strip()
    text = _YEAR_WRITTEN.sub(lambda match: match[0].translate(_ROUND), repaired(text))
    text = _ROUND_LETTER.sub("0", text)
    text = with_digits(text, _CHINESE)
    text = _WEEKDAY.sub("", _PART_OF_DAY.sub("", _TIME.sub("", _WRAPPED.sub("", text))))
    return re.sub(r"[^\S\n]+", "", text)


def _plain(tidy: str) -> str:
    text = _BRACKETED.sub("", tidy)
    text = _SPACED_OUT.sub(r"\1.\2.\3", _STOPS.sub(".", text))
    shorter = _TAIL.sub("", _LEAD.sub("", text))
    return shorter.strip() or text


def _instant(text: str) -> Spelling | None:
    """The day in China of a moment told with its offset: 2024-06-21T16:00:00Z is the 22nd."""
    if not _INSTANT.fullmatch(text):
        return None
    try:
        day = datetime.fromisoformat(text).astimezone(_CHINA)
    except ValueError:
        return None
    exact = Day(day.year, day.month, day.day)
    return Spelling(exact, exact)


def _english(text: str) -> Spelling | None:
    """What a spreadsheet that speaks English makes of 3-5: 5-Mar, Mar-5."""
    match = next((found for one in _ENGLISH if (found := one.fullmatch(text))), None)
    if match is None:
        return None
    month = str(_MONTHS.index(match["name"].lower()) + 1)
    return _from_groups({"y": match["y"], "m": month, "d": match["d"]})


def _serial(text: str) -> Spelling | None:
    match = re.fullmatch(r"(\d{5})(?:\.\d+)?", text)
    if not match or int(match[1]) not in _SERIALS:
        return None
    day = _EPOCH + timedelta(days=int(match[1]))
    exact = Day(day.year, day.month, day.day)
    return Spelling(exact, exact)


def _atom(text: str) -> Spelling | None:
    if (triple := _TRIPLE.fullmatch(text)) is not None:
        return _of_triple(triple[1], triple[3], triple[4])
    for pattern in _ATOMS:
        if (match := pattern.fullmatch(text)) and (found := _from_groups(match.groupdict())):
            return found
    return None


def _of_triple(first: str, second: str, third: str) -> Spelling | None:
    """A day of three bare numbers, the year of two digits before month and day or after them."""
    orders = ({"y": first, "m": second, "d": third}, {"m": first, "d": second, "y": third})
    read = [_from_groups(dict(order)) for order in orders if len(order["y"]) == 2]
    days = tuple(each.first for each in read if each)
    if not days:
        return None
    day = replace(days[0], rivals=days)
    return Spelling(day, day)


def _from_groups(groups: dict[str, str | None]) -> Spelling | None:
    year = _year(groups.get("y"))
    if groups.get("end"):
        new_years_eve = Day(year, 12, 31)
        return Spelling(new_years_eve, new_years_eve, is_vague=True)
    month = int(groups.get("m") or 0)
    if not 1 <= month <= 12:
        return None
    if (day := groups.get("d")) is not None:
        exact = Day(year, month, int(day))
        return Spelling(exact, exact) if 1 <= exact.day <= 31 else None
    begin, end = _PARTS.get(groups.get("part") or "", (1, MONTH_END))
    if (groups.get("part") or "").endswith(("底", "末")):
        begin = MONTH_END
    return Spelling(Day(year, month, begin), Day(year, month, end), is_vague=True)


def _year(digits: str | None) -> int | None:
    if not digits:
        return None
    year = int(digits)
    return year if year > 99 else year + (2000 if year < 70 else 1900)


def _range(text: str) -> Spelling | None:
    """A range of days, or of months where no day begins one: 2026-3-5-8 begins on the 5th.

    Three bare numbers between equal signs are one day or none.
    """
    if _TRIPLE.fullmatch(text):
        return None
    found = list(_ranges(text))
    return next((each for each in found if not each.is_vague), found[0] if found else None)


def _ranges(text: str) -> Iterator[Spelling]:
    for match in _RANGE.finditer(text):
        left = _atom(_TAIL.sub("", text[: match.start()]))
        right = left and _right(text[match.end() :], left.first)
        if left and right:
            yield Spelling(left.first, right, left.is_vague)


def _right(text: str, left: Day) -> Day | None:
    """The end of a range, which leaves out what its beginning said."""
    if match := _DAY.fullmatch(text):
        last = int(match[1])
        return Day(left.year, left.month, last) if left.day < last <= 31 else None
    ends = _atom(text) or _range(text)
    if ends is None:
        return None
    if ends.last.year is not None or left.year is None:
        return ends.last
    return replace(ends.last, year=left.year + (ends.last.month < left.month))


def _relative(text: str, whole: str) -> Relative | None:
    if match := _DAYS_ALONE.fullmatch(whole):
        return Relative("day", int(match[1]), is_of_term=True)
    text = _FROM_NOW.sub("", text)
    if match := _WITHIN.fullmatch(text):
        return _within(match["n"], match["unit"], is_inside=bool(match["in"] or match["of"]))
    if _NEXT_DAY.fullmatch(text):
        return Relative("day", 1)
    if _NEXT_MONTH_END.fullmatch(text):
        return Relative("month_end", 1)
    if _MONTH_END.fullmatch(text):
        return Relative("month_end")
    if _YEAR_END.fullmatch(text):
        return Relative("year_end")
    return None


def _done(text: str) -> Spelling | None:
    """The day on which something was done: 2026年3月8日已整改, less the words that say what."""
    match = _DONE.fullmatch(text)
    said = _atom(match["on"] or match["day"]) if match else None
    return said and replace(said, is_among_words=True)


def _in_words(text: str, whole: str) -> Spelling | Relative | None:
    """What 立即 or 长期 say, unless a date stands beside them in ``whole``, with its brackets.

    Several dates, or one that cannot be made out, say nothing for certain.
    """
    is_at_once = bool(_AT_ONCE.search(text))
    if not is_at_once and not _NO_DATE.search(text):
        return None
    once = _NO_TERM.sub("", whole)
    written = _AMONG_WORDS.findall(once)
    if not written and not _HALF_A_DATE.search(_AMONG_WORDS.sub("", once)):
        return Relative("day", 0) if is_at_once else Relative("never")
    said = _atom(written[0]) or _range(written[0]) if len(written) == 1 else None
    return said and replace(said, is_among_words=True)


def _within_words(whole: str) -> Relative | None:
    """The one time allowed that words name: 自收到文书之日起15日内. Two name none for certain."""
    found = list(_WITHIN_AMONG_WORDS.finditer(whole))
    if len(found) != 1 or _HALF_A_DATE.search(_WITHIN_AMONG_WORDS.sub("", whole)):
        return None
    said = _within(found[0]["n"], found[0]["unit"], is_inside=True)
    return said and replace(said, is_of_term=True)


def _put_off_to(text: str) -> Spelling | Relative | None:
    """The later day of 2026年3月5日（延期至4月5日), which words brought in."""
    said = spelled(text)
    if not isinstance(said, Spelling):
        return None
    return replace(said, is_among_words=True, is_of_term=True)


def _within(digits: str, unit: str, *, is_inside: bool) -> Relative | None:
    count = int(digits) if digits.isdecimal() else chinese_number(digits)
    if digits == "半" and unit in {"月", "年"}:
        return Relative("day", 15) if unit == "月" else Relative("month", 6)
    if unit == "年" and count is not None:
        return Relative("month", count * 12) if 0 < count <= _MOST_YEARS else None
    if count is None or count > 400 or (unit == "日" and not is_inside):
        return None
    if unit == "月":
        return Relative("month", count) if is_inside else None
    if unit == "小时":
        return Relative("day", -(-count // 24))
    if unit == "工作日":
        return Relative("workday", count)
    return Relative("day", count * (7 if unit in {"周", "星期"} else 1))
