"""Where a name may stand in a text, and what speaks for it: traits that trained weights weigh.

The first thing that speaks for a name is that the text can be cut into words better with it than
without; the others are its characters and what stands beside it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from zhiben.masking.segments import PLACE, Lexicon, Ways, is_common, is_word, kind_of, ways
from zhiben.masking.words import RARE, PeopleWords, is_han, people_words

_COMPOUND = 4
_LONGEST_ROLE = 6
# What may follow in the name of a firm or a place, with its end.
_FIRM = re.compile(
    r"[^在对把被将让未不无没已与的了是为于由从\W\d]{0,14}?"
    r"(?:公司|[厂店部院社村镇乡县市路街站场馆所]|中心|专柜|大厦|商行|经销处|隧道|桥|铁路|标段|斜井)"
)
_EDGE = "|"
_LEAST_GAIN = -13.5  # what loses more is not looked at
_LEAST_IN_A_LIST = -21.0  # nor what loses more than this where a mark leads to a name
_LEADING = frozenset("、：: ／/和与及由")
_MOST_GAIN = 24.0
_STEP = 1.5

# How likely it is, as a logarithm, that a name has one surname of a group, and one character.
_SURNAME = (-4.5, -6.5, -8.5, -10.5, -10.5)
_GIVEN, _OTHER, _GIVEN_WORD = -6.8, -10.0, -11.0
_NAME = -5.0  # that a name stands at all


@dataclass(frozen=True)
class Candidate:
    """Characters from ``start`` to ``end`` that may be a name, with what speaks for it."""

    start: int
    end: int
    traits: tuple[str, ...]


def candidates(text: str, lexicon: Lexicon) -> Iterator[Candidate]:
    """Every place of ``text`` that begins with a surname and goes on with one or two Han."""
    words = people_words()
    cut: Ways | None = None
    for start in range(len(text) - 1):
        if {text[start : start + 2], text[start : start + 3]} & words.things:
            continue
        sizes = [1] if text[start] in words.surnames else []
        if text[start : start + 2] in words.compounds or _is_pair(text, start, words):
            sizes.append(2)
        for surname in sizes:
            cut = cut or ways(text, lexicon)
            yield from _from(cut, start, surname, words)


def _is_pair(text: str, start: int, words: PeopleWords) -> bool:
    """Whether two surnames stand there: both parents' (陈王佳慧)."""
    first = words.surnames.get(text[start], RARE)
    return first < 2 and first + words.surnames.get(text[start + 1], RARE) < 2


def _from(cut: Ways, start: int, surname: int, words: PeopleWords) -> Iterator[Candidate]:
    is_pair = surname > 1 and cut.text[start : start + 2] not in words.compounds
    leads = start == 0 or cut.text[start - 1] in _LEADING
    least = _LEAST_IN_A_LIST if leads else _LEAST_GAIN
    for length in (2,) if is_pair else (1, 2):
        end = start + surname + length
        if end > len(cut.text) or not all(map(is_han, cut.text[start:end])):
            return
        name = cut.text[start:end]
        if name in words.places or (kind_of(name) == PLACE and is_common(name)):
            continue
        gain = cut.gain(start, end, _likely(name, surname, words))
        if gain >= least:
            traits = _traits(cut, start, surname, end, gain, words)
            yield Candidate(start, end, tuple(traits))


def _likely(name: str, surname: int, words: PeopleWords) -> float:
    """How likely a name is this one, as a logarithm."""
    group = words.surnames.get(name[:surname], _COMPOUND)
    given = math.fsum(_GIVEN if one in words.given else _OTHER for one in name[surname:])
    if len(name) - surname > 1 and is_word(name[surname:]):
        given = max(given, _GIVEN_WORD)
    return _NAME + _SURNAME[group] + given


def _traits(
    cut: Ways, start: int, surname: int, end: int, gain: float, words: PeopleWords
) -> Iterator[str]:
    name, given = cut.text[start:end], cut.text[start + surname : end]
    size = f"{surname}{len(given)}"
    known = "".join("y" if one in words.given else "n" for one in given)
    common = words.surnames.get(name[:surname], _COMPOUND)
    yield f"size {size}"
    yield f"gain {size} {int(min(gain, _MOST_GAIN) // _STEP)}"
    yield f"surname {size} {common}"
    yield f"known {size} {known}"
    if kind_of(name) == PLACE:
        yield f"place {size}"
    yield f"is {name}"
    yield f"opens {name[:2]}"
    yield f"family {size} {name[:surname]}"
    for place, one in enumerate(given):
        yield f"given {len(given)}{place} {one}"
    yield from _inside(cut, start, end, surname, common)
    yield from _astride(cut.text, start, end, size, words)
    before = cut.word_before(start) if start else _EDGE
    after = cut.word_behind(end) if end < len(cut.text) else _EDGE
    yield f"between {_kind(before)} {_kind(after)}"
    yield from _left(cut.text, start, before, words)
    yield from _right(cut.text, end, after, words)


def _inside(cut: Ways, start: int, end: int, surname: int, common: int) -> Iterator[str]:
    """How the words would lie that stand there, were it no name."""
    left, right = start in cut.places, end in cut.places
    yield f"cut {left:d}{right:d}"
    within = [place for place in range(start, end + 1) if place in cut.places]
    if left and right:
        pieces = [cut.text[a:b] for a, b in pairwise(within)]
        yield f"pieces {'+'.join(str(len(one)) for one in pieces)}"
    if not left:
        yield f"over left {cut.word_over(start)}"
    if not right:
        yield f"over right {cut.word_over(end)}"
    name = cut.text[start:end]
    given = name[surname:]
    if is_common(name):
        yield f"word {kind_of(name)[:1]} {left:d}{right:d}"
    if len(given) > 1 and is_word(given):
        yield f"given word {kind_of(given)}"
        yield f"given word {common} {kind_of(given)[:1]} {left:d}{right:d}"
        yield f"family {name[:surname]} {kind_of(given)[:1]}"


def _astride(text: str, start: int, end: int, size: str, words: PeopleWords) -> Iterator[str]:
    """Whether another name could stand across one of the ends: 凌[梅介绍], [于邹]英."""
    for length in (1, 2):
        family = text[max(0, start - length) : start]
        is_family = family in words.surnames or family in words.compounds
        if len(family) == length and is_family and text[start] in words.given:
            yield f"given of {size} {length} {words.surnames.get(family, _COMPOUND)}"
    family = text[end - 1 : end]
    if end < len(text) and family in words.surnames and text[end] in words.given:
        yield f"holds family {size} {words.surnames[family]}"
    if text[end - 1 : end + 1] in words.compounds:
        yield f"cuts family {size}"


def _left(text: str, start: int, before: str, words: PeopleWords) -> Iterator[str]:
    yield f"before {before}"
    yield f"kind before {_kind(before)}"
    yield f"ends before {before[-1]}"
    bare = text[max(0, start - _LONGEST_ROLE - 3) : start].rstrip(" :：为是系叫（(、，,")
    sizes = range(min(_LONGEST_ROLE, len(bare)), 0, -1)
    role = next((bare[-size:] for size in sizes if bare[-size:] in words.roles), None)
    if role:
        gap = "near" if text[start - 1] == bare[-1] else "far"
        yield f"role {gap} {min(len(role), 3)}"


def _right(text: str, end: int, after: str, words: PeopleWords) -> Iterator[str]:
    yield f"after {after}"
    yield f"kind after {_kind(after)}"
    yield f"begins after {after[0]}"
    if _FIRM.match(text, end):
        yield "firm"
    if text[end : end + 2] in words.titles or text[end : end + 1] in words.titles:
        yield "title"
    if any(one.isdigit() for one in text[end : end + 5]):
        yield "number after"


def _kind(word: str) -> str:
    """What a word is: its part of speech; a digit or a letter as that; a mark as itself."""
    if is_han(word[-1]):
        return f"({kind_of(word)})"
    if word[-1].isdigit():
        return "(0)"
    return "(a)" if word[-1].isascii() and word[-1].isalpha() else word[-1]
