"""People and telephones: several in one cell, told apart and written alike."""

from __future__ import annotations

import re
import unicodedata

from zhiben.normalizing.texts import clean_text, untidy_pattern
from zhiben.vocabulary.numerals import DIGITS

SEPARATOR = "、"

_LONE_LETTERS = re.compile(
    r"(?<![\u3400-\u9fff])([\u3400-\u9fff])\s+([\u3400-\u9fff])(?![\u3400-\u9fff])"
)
_LINE = re.compile(r"(?<=[\u3400-\u9fff]{2})[^\S\n]*\n\s*(?=[\u3400-\u9fff]{2})")
_PHONE_BEHIND = re.compile(
    r"[\s(（:：、,，]*(?:电话|手机|联系方式)?[\s:：]*(?:1[3-9]\d(?:[\s-]?\d{4}){2}|0\d{2,3}[\s-]?\d{7,8})[)）]?"
)
_BETWEEN_PEOPLE = re.compile(r"[、，,;；/\\|\s]+")
_EDGES = re.compile(r"^[\W_]+|(?<![\W_])[\W_]+$")
_WITH_BRACKET = re.compile(r"[\W_]*([^\W_].*[(（][^()（）]+[)）])[\W_]*")
_BETWEEN_PHONES = re.compile(r"[、,;/\\|\n]+|\s{2,}|(?<=\d{11})\s+(?=1\d{10})|或|和")
_ONE_PHONE = re.compile(r"1[3-9]\d(?:[\s-]?\d{4}){2}|0\d{2,3}[\s-]?\d{7,8}")
_PHONES_ALONE = re.compile(rf"(?<!\d)(?:{_ONE_PHONE.pattern})++(?!\d)")
_BOTH = re.compile(
    r"人(?:员|姓名)?\s*[/／、，,;；及和与(（\n+]\s*(?:其)?(?:联系|办公)?(?:电话|方式|手机)"
)
_NAMES = re.compile(r"[\u3400-\u9fff]{2}")
_COUNTRY = re.compile(r"(?<!\d)(?:\+|00)?86[\s-]*(?=1[3-9]\d{9}(?!\d))")
_FLOAT = re.compile(r"(?<![\dA-Z])(\d)(?:\.(\d+))?E(\+?)(\d{1,2})(?!\d)")
_DIGITS_OF_A_NARROW_CELL = 6  # 1.38123E+10
_NOT_DIGIT = re.compile(r"\D")
# A mobile number, one of a town with or without its code, one of a firm, a short one (12350).
_USUAL_PHONE = re.compile(r"(?:86)?1[3-9]\d{9}|0\d{9,11}|[2-9]\d{6,7}|[48]00\d{7}|1\d{4}|9\d{4}")
PLAIN_PHONE = "^(?:1[3-9][0-9]{9}|0[0-9]{9,11})$"  # for Arrow: usual, and left as it is
_FEWEST_DIGITS, _MOST_DIGITS = 5, 16


def clean_people(text: str) -> str:
    """Names in ``text`` joined with 、: "张 三  李四，王五." is 张三、李四、王五.

    Lines of two characters and more are people of their own; telephone numbers are none.
    """
    cleaned = clean_text(_LINE.sub(SEPARATOR, text), is_name=True)[0]
    plain = _LONE_LETTERS.sub(r"\1\2", _PHONE_BEHIND.sub(SEPARATOR, cleaned))
    people = map(_trimmed, _BETWEEN_PEOPLE.split(plain))
    return SEPARATOR.join(dict.fromkeys(person for person in people if person))


def uncertain_pattern() -> str:
    """A pattern for Arrow that finds what is no plain name: all but Han, numerals, odd forms."""
    return f"[^\u4e00-\u9fa5]|[{DIGITS}]|{untidy_pattern()}"


def clean_phones(text: str) -> str:
    """Digits of the telephone numbers in ``text``, several joined with 、; empty where none.

    A number of which a spreadsheet kept the first digits only is none.
    """
    if text.isascii() and text.isdecimal() and _FEWEST_DIGITS <= len(text) <= _MOST_DIGITS:
        return text
    plain = _FLOAT.sub(_whole, _upper(text)).removesuffix(".0")
    plain = _COUNTRY.sub("", plain)
    numbers = (number for part in _BETWEEN_PHONES.split(plain) for number in _numbers(part))
    return SEPARATOR.join(dict.fromkeys(numbers))


def names_both(heading: str) -> bool:
    """Whether a column has people and their telephones together: 责任人/电话."""
    return bool(_BOTH.search(heading))


def person_of(text: str) -> str | None:
    """The people of a cell that has telephones too, None where it names nobody."""
    people = clean_people(text)
    return people if _NAMES.search(people) else None


def phone_of(text: str) -> str | None:
    """The usual telephone numbers of a cell that has people too, None where it has none."""
    numbers = clean_phones(text)
    return numbers if numbers and is_usual_phone(numbers) else None


def is_rounded(text: str) -> bool:
    """Whether a spreadsheet took a number in ``text`` for a quantity and lost its last digits."""
    return any(not _whole(match) for match in _FLOAT.finditer(_upper(text)))


def is_phone(text: str) -> bool:
    """Whether ``text`` is a telephone number and nothing else."""
    return bool(_ONE_PHONE.fullmatch(unicodedata.normalize("NFKC", text).strip()))


def is_usual_phone(numbers: str) -> bool:
    """Whether each of ``numbers``, as :func:`clean_phones` gives them, is as long as one is."""
    return all(_USUAL_PHONE.fullmatch(one) for one in numbers.split(SEPARATOR))


def _numbers(part: str) -> list[str]:
    """The number in ``part``, or the several that people run together."""
    digits = _NOT_DIGIT.sub("", part)
    if len(digits) > _MOST_DIGITS:
        alone = "\n".join(_PHONES_ALONE.findall(part))
        return [_NOT_DIGIT.sub("", found) for found in _ONE_PHONE.findall(alone)]
    return [digits] if len(digits) >= _FEWEST_DIGITS else []


def _whole(match: re.Match[str]) -> str:
    """A program's 1.3812345678E10 written out; empty where a spreadsheet's 1.38E+10 is short."""
    digits, length = match[1] + (match[2] or ""), int(match[4]) + 1
    is_short = len(digits) < length and (match[3] or len(digits) <= _DIGITS_OF_A_NARROW_CELL)
    return "" if is_short else digits.ljust(length, "0")[:length]


def _trimmed(person: str) -> str:
    """``person`` without the signs around it, but with a bracket that says more: 张三（组长）."""
    match = _WITH_BRACKET.fullmatch(person)
    return match[1] if match else _EDGES.sub("", person)


def _upper(text: str) -> str:
    return unicodedata.normalize("NFKC", text).upper()
