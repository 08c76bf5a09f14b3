"""Where a name may stand in a text, and what speaks for it: traits that trained weights weigh."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from zhiben.documents import read_yaml

WORDS = Path(__file__).parent / "people.yaml"
_LONGEST_GIVEN = 2
_LONGEST_ROLE = 6
_EDGE = "|"


@dataclass(frozen=True)
class PeopleWords:
    """What names are made of, and the words beside them."""

    surnames: dict[str, int]  # by how common: 0 the first tenth, then 1, 2
    compounds: frozenset[str]
    given: frozenset[str]
    roles: frozenset[str]
    titles: frozenset[str]
    ordinary: frozenset[str]
    nobody: frozenset[str]
    no_ends: frozenset[str]


@dataclass(frozen=True)
class Candidate:
    """Characters from ``start`` to ``end`` that may be a name, with what speaks for it."""

    start: int
    end: int
    traits: tuple[str, ...]


@cache
def people_words() -> PeopleWords:
    """The words of ``people.yaml``."""
    said = read_yaml(WORDS.read_text(encoding="utf-8"))
    surnames = dict.fromkeys("".join(said["surnames"].split()))
    return PeopleWords(
        {one: (place >= 40) + (place >= 150) for place, one in enumerate(surnames)},
        frozenset(said["compound_surnames"]),
        frozenset("".join(said["given"].split())),
        frozenset(said["roles"].split()),
        frozenset(said["titles"].split()),
        frozenset(said["ordinary"].split()),
        frozenset(said["nobody"].split()),
        frozenset(said["no_name_ends_in"]),
    )


def candidates(text: str) -> Iterator[Candidate]:
    """Every place of ``text`` that begins with a surname and goes on with one or two Han."""
    words = people_words()
    for start in range(len(text) - 1):
        if text[start : start + 2] in words.ordinary:
            continue
        if text[start] in words.surnames:
            yield from _from(text, start, 1, words)
        if text[start : start + 2] in words.compounds:
            yield from _from(text, start, 2, words)


def _from(text: str, start: int, surname: int, words: PeopleWords) -> Iterator[Candidate]:
    for length in range(1, _LONGEST_GIVEN + 1):
        end = start + surname + length
        if end > len(text) or not is_han(text[end - 1]):
            return
        yield Candidate(start, end, tuple(_traits(text, start, surname, end, words)))


def is_han(one: str) -> bool:
    """Whether a character is a Han one."""
    return "\u3400" <= one <= "\u9fff"


def _traits(text: str, start: int, surname: int, end: int, words: PeopleWords) -> Iterator[str]:
    name, given = text[start:end], text[start + surname : end]
    size = f"{surname}{len(given)}"
    known = "".join("y" if one in words.given else "n" for one in given)
    common = words.surnames.get(name[:surname], 3)
    yield f"size {size}"
    yield f"surname {size} {common}"
    yield f"known {size} {known}"
    yield f"is {name}"
    yield f"opens {name[:2]}"
    for place, one in enumerate(given):
        yield f"given {len(given)}{place} {one}"
    yield from _left(text, start, words)
    yield from _right(text, end, len(given), words)


def _left(text: str, start: int, words: PeopleWords) -> Iterator[str]:
    before = text[start - 1] if start else _EDGE
    yield f"before {_kind(before)}"
    yield f"before2 {text[max(0, start - 2) : start] or _EDGE}"
    bare = text[max(0, start - _LONGEST_ROLE - 3) : start].rstrip(" :：为是系叫（(、，,")
    sizes = range(min(_LONGEST_ROLE, len(bare)), 0, -1)
    role = next((bare[-size:] for size in sizes if bare[-size:] in words.roles), None)
    if role:
        gap = "near" if text[start - 1] == bare[-1] else "far"
        yield f"role {gap} {min(len(role), 3)}"


def _right(text: str, end: int, size: int, words: PeopleWords) -> Iterator[str]:
    after = text[end] if end < len(text) else _EDGE
    yield f"after {size} {_kind(after)}"
    yield f"after2 {text[end : end + 2] or _EDGE}"
    if text[end : end + 2] in words.titles or after in words.titles:
        yield "title"
    if any(one.isdigit() for one in text[end : end + 5]):
        yield "number after"


def _kind(one: str) -> str:
    """A Han character or mark as itself; digits and letters as what they are."""
    if one.isdigit():
        return "0"
    return "a" if one.isascii() and one.isalpha() else one
