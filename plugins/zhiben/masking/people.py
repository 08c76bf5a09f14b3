"""Finds the names of people in a text: those that are known, and those that look like names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from zhiben.masking.candidates import Candidate, candidates
from zhiben.masking.divisions import divisions
from zhiben.masking.numbers import Span
from zhiben.masking.segments import Lexicon, is_word, ways
from zhiben.masking.words import RARE, is_han, people_words

MODEL = Path(__file__).parent / "people.json"
HIDDEN = "**"
MACHINE = "machine"
_BETWEEN = re.compile(r"[、，,;；/\\|\s（）()]+")
_LONGEST_NAME = 4
_LIST_PASSES = 3  # a list's second name is known by its first, its third by that
_TOLD = 6.0
_CLOSE = 1.5  # of weights: the odds of the longer name are a fifth
_MARKS = tuple("、 ／/和与及")
_LABEL = re.compile(r"(?:人|员|长|工|师|主|陪同|成员|经理|主任|姓名|签字|签名|联系|由)[:：] ?$")
_BLANK = "[ \t\u3000\u00a0]"
_PADDING = re.compile(f"{_BLANK}{{1,2}}")
_LONE_LETTERS = re.compile(
    rf"(?<![\u3400-\u9fff])[\u3400-\u9fff](?:{_BLANK}+[\u3400-\u9fff])+(?![\u3400-\u9fff])"
)
_LETTERS = re.compile(r"[\u3400-\u9fff]{1,8}[·•・][\u3400-\u9fff]{1,12}")


@dataclass(frozen=True)
class NameModel:
    """Weights of traits: those by which a name stands there, and those by which it ends there."""

    presence: Mapping[str, float]
    extent: Mapping[str, float]
    threshold: float
    lexicon: Lexicon


@cache
def load_model() -> NameModel:
    """The weights that ship with zhiben."""
    card = json.loads(MODEL.read_text(encoding="utf-8"))
    lexicon = Lexicon(card["words"], card["rare"], card["unseen"])
    return NameModel(card["presence"], card["extent"], card["threshold"], lexicon)


def weigh(one: Candidate, weights: Mapping[str, float]) -> float:
    """What speaks for a candidate, less what speaks against it."""
    return weights[""] + sum(weights.get(trait, 0.0) for trait in one.traits)


def chosen(weighed: Iterable[tuple[float, Candidate]]) -> Iterator[Candidate]:
    """Of candidates that overlap the heaviest."""
    taken: set[int] = set()
    for _, one in sorted(weighed, key=lambda each: (-each[0], each[1].start)):
        place = range(one.start, one.end)
        if taken.isdisjoint(place):
            taken.update(place)
            yield one


@lru_cache(maxsize=1 << 16)
def likely_names(text: str) -> tuple[Span, ...]:
    """What looks like a name in ``text``: by its characters, and by what stands beside it."""
    kept = _kept(text)
    whole = _at(text, kept)
    places = [(one.start, one.end) for one in listed(whole, load_model())]
    places += _foreign(whole, load_model().lexicon)
    return tuple(_hidden(text, kept[start], kept[end - 1] + 1) for start, end in places)


def unpadded(text: str) -> str:
    """``text`` with names that were spread by blanks written together: 张 伟 is 张伟."""
    return _at(text, _kept(text))


def _at(text: str, places: Sequence[int]) -> str:
    return text if len(places) == len(text) else "".join(text[place] for place in places)


def _kept(text: str) -> Sequence[int]:
    """The places of all characters but the blanks within names of two or three characters."""
    gone = {place for run in _LONE_LETTERS.finditer(text) for place in _padding(run)}
    every = range(len(text))
    return [place for place in every if place not in gone] if gone else every


def _padding(run: re.Match[str]) -> Iterator[int]:
    """The blanks of a run of lone characters: they are one name of three, or names of two."""
    letters = [place for place in range(*run.span()) if is_han(run.string[place])]
    size = 3 if len(letters) == 3 else 2
    for first in range(0, len(letters) - len(letters) % size, size):
        begin, end = letters[first], letters[first + size - 1]
        yield from (place for place in range(begin, end) if not is_han(run.string[place]))


def listed(text: str, model: NameModel) -> list[Candidate]:
    """The names that ``model`` finds in ``text``; of a list, the others by those it is sure of."""
    places = {place for division in divisions(text) for place in division}
    weighed = [
        (presence, presence + weigh(one, model.extent), one)
        for one in candidates(text, model.lexicon)
        if places.isdisjoint(range(one.start, one.end))
        for presence in [weigh(one, model.presence) + _told(text, one)]
        if presence + _TOLD >= model.threshold
    ]
    names: list[Candidate] = []
    for _ in range(_LIST_PASSES if weighed else 0):
        starts, ends = {one.start for one in names}, {one.end for one in names}
        names = list(
            chosen(
                (weight, one)
                for presence, weight, one in weighed
                if presence + _listed(text, one, starts, ends) >= model.threshold
            )
        )
    begun = {one.start for one in names}
    return [one if one.end in begun else _whole(text, one, weighed, model) for one in names]


def _whole(
    text: str, one: Candidate, weighed: Sequence[tuple[float, float, Candidate]], model: NameModel
) -> Candidate:
    """The longer name that is next to as likely, where the word that ends ``one`` may be its own.

    赵建国家 is the home of 赵建国, or the state of 赵建: one character too many is hidden rather
    than one of a name left.
    """
    behind = {text[one.end : one.end + size] for size in (2, 3) if one.end + size <= len(text)}
    if behind.isdisjoint(model.lexicon.words):
        return one
    own = max(weight for _, weight, other in weighed if other == one)
    longer = (
        (weight, other)
        for presence, weight, other in weighed
        if other.start == one.start and other.end == one.end + 1
        if presence >= model.threshold and weight >= own - _CLOSE
    )
    return max(longer, key=lambda each: each[0], default=(own, one))[1]


def _foreign(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Names written with a point between their parts (阿依古丽·买买提), of which none is a word."""
    for found in _LETTERS.finditer(text):
        cut = ways(found[0], lexicon)
        pieces = (found[0][start:end] for start, end in pairwise(cut.places))
        if not any(len(one) > 1 and one in lexicon.words for one in pieces):
            yield found.span()


def _told(text: str, one: Candidate) -> float:
    """What it adds that a word like 责任人 and a colon stand before, and nothing behind."""
    before = text[max(0, one.start - 8) : one.start]
    is_alone = one.end == len(text) or not is_han(text[one.end])
    return _TOLD if is_alone and _LABEL.search(before) else 0.0


def _listed(text: str, one: Candidate, starts: set[int], ends: set[int]) -> float:
    """What it adds that a name stands before or behind, in one list."""
    after_name = text[one.start - 1 : one.start] in _MARKS and one.start - 1 in ends
    before_name = text[one.end : one.end + 1] in _MARKS and one.end + 1 in starts
    return _TOLD if after_name or before_name else 0.0


@dataclass(frozen=True)
class Sought:
    """Names to be found in many texts."""

    names: frozenset[str]
    openings: frozenset[str]
    longest: int


@lru_cache(maxsize=64)
def sought(names: frozenset[str]) -> Sought:
    """``names`` of two characters and more, made ready once for all texts of a source."""
    kept = frozenset(name for name in names if len(name) > 1)
    return Sought(kept, frozenset(name[0] for name in kept), max(map(len, kept), default=0))


def known_names(text: str, names: Iterable[str]) -> Iterator[Span]:
    """Where one of ``names`` stands in ``text``: the longest at a place, 张 伟 for 张伟 too."""
    known = sought(frozenset(names))
    for start in (place for place, one in enumerate(text) if one in known.openings):
        sizes = range(known.longest, 1, -1)
        name = next((one for n in sizes if (one := text[start : start + n]) in known.names), "")
        if end := start + len(name) if name else _padded_end(text, start, known):
            yield _hidden(text, start, end)


def _padded_end(text: str, start: int, known: Sought) -> int:
    """Where a name of two characters ends that has a blank between them, else 0."""
    padding = _PADDING.match(text, start + 1)
    second = text[padding.end() : padding.end() + 1] if padding else ""
    return padding.end() + 1 if padding and text[start] + second in known.names else 0


def _hidden(text: str, start: int, end: int) -> Span:
    return Span(start, end, mask_name(text[start:end]))


def mask_name(name: str) -> str:
    """A person's name by its first character: 王小明 is 王**."""
    return f"{name[:1]}{HIDDEN}" if name else ""


def mask_user(user: str) -> str:
    """Who did something: a person by the first character, the machine as itself."""
    return user if user == MACHINE else mask_name(user)


def names_in(cell: str) -> list[str]:
    """The people whom a cell of names lists; words for what somebody is are none."""
    return [name for name in _BETWEEN.split(unpadded(cell)) if is_name(name)]


def is_name(word: str) -> bool:
    """Whether a word of a cell of names is a name, and not 安全员 or 办公室."""
    words = people_words()
    if not 2 <= len(word) <= _LONGEST_NAME or not all(map(is_han, word)):
        return bool(_LETTERS.fullmatch(word))
    titled = any(word.endswith(title) for title in words.titles if len(title) > 1)
    if word in words.roles or word[:2] in words.nobody or word[-1] in words.no_ends or titled:
        return False
    surname = 2 if word[:2] in words.compounds else 1
    is_surname = surname > 1 or words.surnames.get(word[0], RARE) < RARE or not is_word(word)
    return is_surname and word[0] in words.surnames and 1 <= len(word) - surname <= 2
