"""What the learned judgement looks at: a text in several views, beside its check item.

A view is a string of one character a unit. Two texts that differ by white space, by the width of
their letters or by case have the same views.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from zhiben.validating.nothing.texts import bare_text, without_number, written_text
from zhiben.validating.nothing.words import CLASS_OF, CLASSES, FAULT, NOT, tokens

LONGEST = 200
NO_ITEM = -1
_TYPOS = str.maketrans({"己": "已", "末": "未", "沒": "没"})
_FEW_COPIED, _MANY_COPIED = "<", "{"
_MANY = 4
_TELLING = (FAULT, NOT)
_FORBIDS = ("不", "无", "未", "不得", "不准", "不可", "不应", "不能", "严禁", "禁止")
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
    is_spared: bool


class Glance(NamedTuple):
    """What is seen of a text at first, which for most hazards is enough."""

    written: str
    bare: str
    item: str
    spans: tuple[Span, ...]
    own: tuple[str, ...]  # words that the item does not have

    def plain_faults(self) -> int:
        """How many own words name what is plainly wrong."""
        return sum(CLASS_OF.get(word) == FAULT for word in self.own)

    def is_spared(self) -> bool:
        """Whether no score may throw the text out.

        It names a plain fault or says 无, 未, 没有 in words of its own (无 before a copied line
        turns it), it copies what the item forbids, or it is too long to be seen whole.
        """
        is_told = any(CLASS_OF.get(word) in _TELLING for word in self.own)
        return is_told or len(self.written) >= LONGEST or self.does_forbidden()

    def does_forbidden(self) -> bool:
        """Whether it copies what follows a "not" in the item, without the "not"."""
        place = 0
        for span, is_copied in self.spans:
            is_turned = is_copied and not self.bare[:place].endswith(_FORBIDS)
            if is_turned and any(forbids + span in self.item for forbids in _FORBIDS):
                return True
            place += len(span)
        return False


def see(text: str, check_item: str | None) -> Views:
    """The views of ``text`` under the check-list line ``check_item``."""
    return views_of(glance(text, check_item))


def glance(text: str, check_item: str | None) -> Glance:
    """``text`` in words, beside the check-list line ``check_item``."""
    written = written_text(text)[:LONGEST]
    bare = without_number(written).translate(_TYPOS)
    item = bare_text(check_item or "").translate(_TYPOS)
    spans = tuple(_spans(bare, item)) if item else ((bare, False),)
    return Glance(written, bare, item, spans, tuple(tokens("/".join(_own_parts(spans)))))


def views_of(seen: Glance) -> Views:
    """All views of a text."""
    words = list(tokens(seen.bare)) if seen.item else seen.own
    return Views(
        seen.written.translate(_TYPOS),
        seen.bare,
        "".join(_mark(span) if is_copied else span for span, is_copied in seen.spans),
        "".join(WORD_CODES.get(word) or _other(word) or word for word in words),
        _classes(words),
        _numbers(seen),
        seen.is_spared(),
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


def _classes(words: Sequence[str]) -> str:
    """Letters of the words; what is not known counts once or as several."""
    letters: list[str] = []
    for word in words:
        letter = CLASS_OF.get(word) or _other(word) or _UNKNOWN
        if letter != _UNKNOWN or letters[-2:] != [_UNKNOWN, _UNKNOWN]:
            letters.append(letter)
    return "".join(letters)


_LENGTHS = (0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 30, 45, 70, 120)
_SHARES = (0, 0.3, 0.5, 0.7, 0.85, 0.999)
_MOST_FAULTS = 3
MOSTLY = 3  # the step of more than half


def _numbers(seen: Glance) -> Numbers:
    bare, item = seen.bare, seen.item
    copies = [len(span) for span, is_copied in seen.spans if is_copied]
    return Numbers(
        _step(sum(copies) / max(1, len(bare)), _SHARES) if item else NO_ITEM,
        _step(sum(copies) / max(1, len(item)), _SHARES),
        _step(max(copies, default=0), _LENGTHS),
        _step(len(bare), _LENGTHS),
        min(_MOST_FAULTS, seen.plain_faults()),
        int(bool(bare) and bare in item),
    )


def _own_parts(spans: Sequence[Span]) -> Iterator[str]:
    """What is not copied, each stretch whole."""
    own = ""
    for span, is_copied in [*spans, ("", True)]:
        if is_copied:
            yield own
        own = "" if is_copied else own + span


def _step(value: float, steps: tuple[float, ...]) -> int:
    return sum(value > step for step in steps)
