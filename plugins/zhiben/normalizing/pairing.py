"""Dates numbered like the hazards of a cell: 1.6月25日；2.6月30日 are two days, not decimals."""

from __future__ import annotations

import re

from zhiben.normalizing.date_spellings import spelled
from zhiben.normalizing.splitting import pair_cell

_MARK = re.compile(
    r"(?:[(（](?P<in>[1-9]\d?)[)）][.．、]?"
    r"|(?:^|(?<=[\s；;。，,、日号前后改成内即]))(?P<bare>[1-9]\d?)[)）.．、:：])\s*"
)
_TRIMMED = "；;。，,、 \n\t"
_LONGEST = 400


def pair_dates(text: str, count: int) -> tuple[str, ...]:
    """The ``count`` dates of a cell numbered like ``count`` hazards; none where it is not."""
    if len(text) <= _LONGEST and (pieces := _pieces(text.strip(), 1, count)):
        return pieces
    return pair_cell(text, count)


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
