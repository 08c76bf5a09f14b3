"""Dates and words numbered like the hazards of a cell: 1.6月25日；2.6月30日, 1已整改，2整改中."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zhiben.normalizing.date_spellings import spelled
from zhiben.normalizing.splitting import pair_cell
from zhiben.vocabulary.numerals import chinese_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MARK = re.compile(
    r"(?:[(（](?P<in>[1-9]\d?)[)）][.．、]?"
    r"|(?:^|(?<=[\s；;。，,、日号前后改成内即]))(?P<bare>[1-9]\d?)[)）.．、:：])\s*"
)
_ONE = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_TO = re.compile("[-~至到]")
_AND = re.compile("[、和及]")
_NUMBERED = re.compile(
    rf"第?(?P<numbers>{_ONE}(?:[、和及~至到-]{_ONE})*)(?:[条项个处点]|号)?(?:隐患|问题)?[)）]?[:：、.．]?\s*"
    r"(?P<said>[\u3400-\u9fff][^\d]*)"
)
_CLAUSE = re.compile(r"[，,；;。\n]+")
_OF_ALL = re.compile(
    rf"(?:以上|上述)?(?:{_ONE}[条项个处])?(?:隐患|问题)*(?:均|都|全部都?)(?P<said>已[^均未没，,；;、]+)"
)
_SAYS_WORD = re.compile(r"[\u3400-\u9fff]{2,10}")
_TRIMMED = "；;。，,、 \n\t"
_LONGEST = 400


def pair_dates(text: str, count: int) -> tuple[str, ...]:
    """The ``count`` dates of a cell numbered like ``count`` hazards; none where it is not."""
    if len(text) <= _LONGEST and (pieces := _pieces(text.strip(), 1, count)):
        return pieces
    return pair_cell(text, count)


def pair_words(text: str, count: int) -> tuple[str, ...]:
    """The ``count`` words of a cell that says one of each hazard, in order; none where it does not.

    They are numbered (第1条已整改，第2条未整改), a line each, or one said of all: 均已整改.
    """
    if (found := _OF_ALL.fullmatch(text.strip())) is not None:
        return (found["said"],) * count
    lines = [line.strip() for line in text.strip().split("\n")]
    clauses = [one.strip() for one in _CLAUSE.split(text) if one.strip()]
    if numbered := _by_number(clauses, count):
        return numbered
    is_a_line_each = len(lines) == count > 1 and all(map(_SAYS_WORD.fullmatch, lines))
    return tuple(lines) if is_a_line_each else pair_cell(text, count)


def _by_number(clauses: Sequence[str], count: int) -> tuple[str, ...]:
    """What clauses say of the numbers they begin with, where each of 1 to ``count`` stands once."""
    said: list[tuple[int, str]] = []
    for clause in clauses:
        match = _NUMBERED.fullmatch(clause)
        if match is None:
            return ()
        said += [(number, match["said"]) for number in _numbers(match["numbers"])]
    said.sort(key=lambda pair: pair[0])
    is_each = [number for number, _ in said] == list(range(1, count + 1))
    return tuple(word for _, word in said) if is_each else ()


def _numbers(text: str) -> Iterator[int]:
    """1、3 and 1-3 counted out; 三 is 3."""
    for piece in _AND.split(text):
        first, _, last = (one.strip() for one in _TO.sub("-", piece).partition("-"))
        yield from range(_value(first), _value(last or first) + 1)


def _value(digits: str) -> int:
    return int(digits) if digits.isdecimal() else chinese_number(digits) or 0


def _pieces(text: str, number: int, count: int) -> tuple[str, ...]:
    """Dates ``number`` to ``count`` of ``text``, which begins with the first one's mark."""
    opening = _MARK.match(text)
    if opening is None or _number(opening) != number:
        return ()
    rest = text[opening.end() :]
    if number == count:
        return _if_date(rest)
    for mark in _MARK.finditer(rest):
        if _number(mark) == number + 1 and (own := _if_date(rest[: mark.start()])):
            others = _pieces(rest[mark.start() :], number + 1, count)
            if others:
                return (*own, *others)
    return ()


def _number(mark: re.Match[str]) -> int:
    return int(mark["in"] or mark["bare"])


def _if_date(text: str) -> tuple[str, ...]:
    piece = text.strip(_TRIMMED)
    return (piece,) if piece and spelled(piece) is not None else ()
