"""Which names may be alike at all: keys that a name shares with its misspellings.

Two names are compared only where they share a key. The keys of a name are worked out from the
name alone, so what is known can keep them in an ordinary index, and finding the candidates of a
new name costs what the new name's keys cost, however much is known.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from typing import Generic, TypeVar

from zhiben.matching.names.compare import spoken
from zhiben.matching.names.parts import NameParts

SCHEME = "1"  # to be raised whenever a name's keys would be others
MOST = 20  # candidates a name
FULLEST = 2_000  # members of a block
_HEAD = 4
_PAIRS = 3

K = TypeVar("K", bound=Hashable)


def blocks(name: NameParts, scope: str) -> tuple[int, ...]:
    """Keys of ``name`` among the names of ``scope`` (a county), as 64-bit numbers.

    Names meet in one where they have a trade name in common, as written or as spoken, where the
    heads of their cores differ in one character, or where two characters stand together in both.
    """
    return tuple(sorted({_number(scope, key) for key in _keys(name)}))


def _keys(name: NameParts) -> Iterator[str]:
    core = name.core or name.name
    head = core[:_HEAD]
    yield f"t{name.trade}"
    yield "s" + " ".join(spoken(name.trade))
    yield from (f"h{head[:place]}{head[place + 1 :]}" for place in range(len(head)))
    yield from (f"p{core[place : place + 2]}" for place in range(min(_PAIRS, len(core) - 1)))


def _number(scope: str, key: str) -> int:
    digest = hashlib.blake2b(f"{scope}/{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


class BlockIndex(Generic[K]):
    """What stands in each block, in memory: for a night's own names and for the candidates."""

    def __init__(self) -> None:
        self._members: defaultdict[int, dict[K, None]] = defaultdict(dict)

    def add(self, member: K, keys: tuple[int, ...]) -> list[int]:
        """Put ``member`` into its blocks; give back those that it did not stand in before."""
        fresh = [key for key in keys if member not in self._members[key]]
        for key in fresh:
            self._members[key][member] = None
        return fresh

    def near(self, keys: tuple[int, ...]) -> list[K]:
        """At most :data:`MOST` members that share a block, those that share the most first.

        Blocks of more than :data:`FULLEST` members tell nothing and are passed over.
        """
        shared: Counter[K] = Counter()
        for key in keys:
            members = self._members.get(key, {})
            if len(members) <= FULLEST:
                shared.update(members.keys())
        return [member for member, _ in sorted(shared.items(), key=_most_shared)[:MOST]]


def _most_shared(pair: tuple[K, int]) -> tuple[int, str]:
    return -pair[1], repr(pair[0])
