"""What names of people are made of, and the words beside them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from zhiben.documents import read_yaml

WORDS = Path(__file__).parent / "people.yaml"
RARE = 3


@dataclass(frozen=True)
class PeopleWords:
    """What names are made of, and the words beside them."""

    surnames: dict[str, int]  # by how common: 0 the first tenth, then 1, 2, RARE
    compounds: frozenset[str]
    given: frozenset[str]
    roles: frozenset[str]
    titles: frozenset[str]
    things: frozenset[str]
    nobody: frozenset[str]
    no_ends: frozenset[str]
    places: frozenset[str]

    def could_be(self, word: str) -> bool:
        """Whether ``word`` is made as names are, of a surname and characters of given names."""
        return (
            word[0] in self.surnames and word not in self.places and self.given.issuperset(word[1:])
        )


@cache
def people_words() -> PeopleWords:
    """The words of ``people.yaml``."""
    said = read_yaml(WORDS.read_text(encoding="utf-8"))
    surnames = dict.fromkeys("".join(said["surnames"].split()))
    groups = {one: (place >= 40) + (place >= 150) for place, one in enumerate(surnames)}
    rare = dict.fromkeys("".join(said["rare_surnames"].split()), RARE)
    return PeopleWords(
        rare | groups,
        frozenset(said["compound_surnames"]),
        frozenset("".join(said["given"].split())),
        frozenset(said["roles"].split()),
        frozenset(said["titles"].split()),
        frozenset(said["things"].split()),
        frozenset(said["nobody"].split()),
        frozenset(said["no_name_ends_in"]),
        frozenset(said["places"].split()),
    )


def is_han(one: str) -> bool:
    """Whether a character is a Han one."""
    return "\u3400" <= one <= "\u9fff"
