"""What the learned judgement looks at: a text in several views, beside its check item.

A view is a string of one character a unit. Two texts that differ by white space, by the width of
their letters or by case have the same views.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from zhiben.validating.nothing.texts import bare_text, without_number, written_text
from zhiben.validating.nothing.words import CLASS_OF, CLASSES, FAULT, tokens

LONGEST = 200
NO_ITEM = -1
_TYPOS = str.maketrans({"己": "已", "末": "未", "沒": "没"})
_FEW_COPIED, _MANY_COPIED = "<", "{"
_MANY = 4
_UNKNOWN, _NUMBER, _LATIN = "x", "9", "z"
SYMBOLS = (*CLASSES, _UNKNOWN, _NUMBER, _LATIN)
WORD_CODES = {word: chr(0xF0000 + place) for place, word in enumerate(sorted(CLASS_OF))}

Span: TypeAlias = tuple[str, bool]


class Numbers(NamedTuple):
    """What is counted of a text, in steps; the first is ``NO_ITEM`` where there is no item."""

    share_copied: int
    share_of_item: int
    longest_copy: int
    length: int
    plain_faults: int  # words for what is plainly wrong that the item does not have
    is_pasted: int


class Views(NamedTuple):
    """A text made ready for ``traits``."""

    written: str  # with its punctuation
    bare: str
    added: str  # the bare text with a mark for each stretch that the item has too
    words: str  # a character for each known word
    classes: str  # a letter for each word: what it does in the sentence
    numbers: Numbers


def see(text: str, check_item: str | None) -> Views:
    """The views of ``text`` under the check-list line ``check_item``."""
    written = written_text(text)[:LONGEST]
    bare = without_number(written).translate(_TYPOS)
    item = bare_text(check_item or "").translate(_TYPOS)
    spans = list(_spans(bare, item)) if item else [(bare, False)]
    words = list(tokens(bare))
    return Views(
        written.translate(_TYPOS),
        bare,
        "".join(_mark(span) if is_copied else span for span, is_copied in spans),
        "".join(WORD_CODES.get(word) or _other(word) or word for word in words),
        _classes(words),
        _numbers(bare, item, spans),
    )


def _spans(bare: str, item: str) -> Iterator[Span]:
    """``bare`` cut into stretches of two and more that stand in ``item``, and single others."""
    place = 0
    while place < len(bare):
        end = place + 1
        while end < len(bare) and bare[place : end + 1] in item:
            end += 1
        yield bare[place:end], end - place > 1
        place = end


def _mark(span: str) -> str:
    return _MANY_COPIED if len(span) >= _MANY else _FEW_COPIED


def _other(token: str) -> str | None:
    if token[0].isdigit():
        return _NUMBER
    return _LATIN if token[0].isascii() else None


def _classes(words: list[str]) -> str:
    """Letters of the words; what is not known counts once or as several."""
    letters: list[str] = []
    for word in words:
        letter = CLASS_OF.get(word) or _other(word) or _UNKNOWN
        if letter != _UNKNOWN or letters[-2:] != [_UNKNOWN, _UNKNOWN]:
            letters.append(letter)
    return "".join(letters)


_LENGTHS = (0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 30, 45, 70, 120)
_SHARES = (0, 0.3, 0.5, 0.7, 0.85, 0.999)
MOSTLY = 3  # the step of more than half


def _numbers(bare: str, item: str, spans: list[Span]) -> Numbers:
    copies = [len(span) for span, is_copied in spans if is_copied]
    own = "/".join(_own_parts(spans))
    return Numbers(
        _step(sum(copies) / max(1, len(bare)), _SHARES) if item else NO_ITEM,
        _step(sum(copies) / max(1, len(item)), _SHARES),
        _step(max(copies, default=0), _LENGTHS),
        _step(len(bare), _LENGTHS),
        min(3, sum(CLASS_OF.get(token) == FAULT for token in tokens(own))),
        int(bool(bare) and bare in item),
    )


def _own_parts(spans: list[Span]) -> Iterator[str]:
    """What is not copied, each stretch whole."""
    own = ""
    for span, is_copied in [*spans, ("", True)]:
        if is_copied:
            yield own
        own = "" if is_copied else own + span


def _step(value: float, steps: tuple[float, ...]) -> int:
    return sum(value > step for step in steps)
