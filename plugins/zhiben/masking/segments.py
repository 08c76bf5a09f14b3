"""Cuts a text into words, and says what it gains if some characters are a name and not words.

A text is a way through its words: the likeliest one from its beginning to each place, and from each
place to its end. Words are those of the dictionary that ``rjieba`` carries; how common each is in
findings was counted in texts (``people.json``).
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from zhiben.masking.words import people_words

LONGEST_WORD = 5
_LONGEST_NAME = 3
# The dictionary knows many people, and calls some of them places: 王丽丽 is no word, nor is 徐洋.
_PERSON, PLACE = "nr", "ns"
_NEVER = -1e9


@dataclass(frozen=True)
class Lexicon:
    """How likely words are in findings, as logarithms; ``rare`` is one only the dictionary has."""

    words: Mapping[str, float]
    rare: float
    unseen: float  # a character that neither has


@dataclass(frozen=True)
class Ways:
    """The likeliest ways through a text."""

    text: str
    to: tuple[float, ...]  # from the beginning to each place
    on: tuple[float, ...]  # from each place to the end
    last: tuple[int, ...]  # where the word that ends at a place begins
    first: tuple[int, ...]  # where the word that begins at a place ends
    places: tuple[int, ...]  # between the words of the likeliest way, in order

    def gain(self, start: int, end: int, weight: float) -> float:
        """What it gains to take the characters between as one, of ``weight``."""
        return self.to[start] + weight + self.on[end] - self.to[-1]

    def word_before(self, place: int) -> str:
        """The word that ends at ``place``."""
        return self.text[self.last[place] : place]

    def word_behind(self, place: int) -> str:
        """The word that begins at ``place``."""
        return self.text[place : self.first[place]]

    def word_over(self, place: int) -> str:
        """The word of the likeliest way that stands across ``place``."""
        at = bisect(self.places, place)
        return self.text[self.places[at - 1] : self.places[at]]


def ways(text: str, lexicon: Lexicon) -> Ways:
    """The likeliest ways through ``text``."""
    size = len(text)
    edges = _edges(text, lexicon)
    to, last = [0.0] + [_NEVER * 2] * size, [0] * (size + 1)
    for start, behind in enumerate(edges):
        for end, weight in behind:
            if to[start] + weight > to[end]:
                to[end], last[end] = to[start] + weight, start
    on, first = [_NEVER * 2] * size + [0.0], [size] * (size + 1)
    for start in range(size - 1, -1, -1):
        for end, weight in edges[start]:
            if on[end] + weight > on[start]:
                on[start], first[start] = on[end] + weight, end
    return Ways(text, tuple(to), tuple(on), tuple(last), tuple(first), tuple(_steps(first)))


def _steps(first: list[int]) -> Iterator[int]:
    """The places of the likeliest way."""
    place = 0
    yield place
    while place < len(first) - 1:
        place = first[place]
        yield place


def _edges(text: str, lexicon: Lexicon) -> list[list[tuple[int, float]]]:
    """At each place the ends of the words that begin there, with their weights."""
    known, size, edges = lexicon.words.get, len(text), []
    for start, one in enumerate(text):
        behind = [(start + 1, _weight(one, lexicon))]
        for end in range(start + 2, min(start + LONGEST_WORD, size) + 1):
            word = text[start:end]
            weight = known(word)
            if weight is None and is_common(word):
                weight = lexicon.rare
            if weight is not None:
                behind.append((end, weight))
        edges.append(behind)
    return edges


def _weight(one: str, lexicon: Lexicon) -> float:
    """The logarithm of how likely a single character is as a word."""
    rare = lexicon.rare if is_common(one) else lexicon.unseen
    return lexicon.words.get(one, rare)


def is_word(word: str) -> bool:
    """Whether the dictionary has ``word``."""
    import rjieba  # its dictionary is unpacked when it is imported

    return bool(rjieba.has_word(word))


@lru_cache(maxsize=1 << 18)
def is_common(word: str) -> bool:
    """Whether the dictionary has ``word`` as something else than a person."""
    return is_word(word) and not (len(word) > 1 and _is_person(word))


def _is_person(word: str) -> bool:
    kind = kind_of(word)
    is_miscalled = kind == PLACE and len(word) <= _LONGEST_NAME and people_words().could_be(word)
    return kind.startswith(_PERSON) or is_miscalled


@lru_cache(maxsize=1 << 14)
def kind_of(word: str) -> str:
    """What part of speech a word is, by the dictionary; of two words that of the last."""
    import rjieba

    tags = rjieba.tag(word, False)
    return str(tags[-1][1]) if tags else ""
