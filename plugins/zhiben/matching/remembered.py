"""Columns that were worked out before: reading a text and its meaning costs what is new.

What a text brings to comparisons follows from the text and from what is known of hazards in
general, so it is kept under the hash of the text and holds as long as that version does. It does
not matter how many columns there are: whoever adds one changes the version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields
from hashlib import blake2b
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from zhiben.matching.columns import Columns
from zhiben.matching.model import Told

KEY_SIZE = 16  # bytes of a key
AT_ONCE = 4096  # texts worked out together: the words of each take some kilobytes
Work = Callable[[Sequence[Told]], Columns]
_words = attrgetter(*(each.name for each in fields(Told)))


@dataclass
class Remembered:
    """Packed columns by :func:`told_key`: those ``known`` before and those worked out since."""

    version: str
    known: dict[bytes, bytes] = field(default_factory=dict)
    fresh: dict[bytes, bytes] = field(default_factory=dict)

    def columns(self, told: Sequence[Told], work: Work) -> Columns:
        """The columns of ``told``; ``work`` works out those that are not known yet."""
        keys = self.learn(told, work)
        blank = work([Told()])  # shows what columns there are
        return unpacked([self.known[key] for key in keys], blank)

    def learn(self, told: Sequence[Told], work: Work) -> list[bytes]:
        """Work out what is not known of ``told``; give back the key of each."""
        keys = [told_key(each) for each in told]
        unknown = {key: each for key, each in zip(keys, told, strict=True) if key not in self.known}
        every = list(unknown.items())
        for start in range(0, len(every), AT_ONCE):
            some = dict(every[start : start + AT_ONCE])
            self.add(zip(some, packed(work(list(some.values()))), strict=True))
        return keys

    def add(self, made: Iterable[tuple[bytes, bytes]]) -> None:
        """Add packed columns by their keys; what is known already stays as it is."""
        news = {key: columns for key, columns in made if key not in self.known}
        self.known |= news
        self.fresh |= news


def told_key(told: Told) -> bytes:
    """Stands for all that ``told`` says."""
    return blake2b("\x1f".join(_words(told)).encode(), digest_size=KEY_SIZE).digest()


def told_keys(every: Iterable[Told]) -> list[bytes]:
    """The key of each, once."""
    return list(dict.fromkeys(map(told_key, every)))


def packed(columns: Columns) -> list[bytes]:
    """Each row of ``columns`` as bytes.

    Raises:
        ValueError: when a vector is not of whole numbers that a byte holds.
    """
    layout = _layout(columns)
    rows = np.zeros(len(columns), layout)
    for name in layout.names or ():
        given = getattr(columns, name)
        rows[name] = given
        if not np.array_equal(rows[name], given):
            raise ValueError(f"The column {name} does not fit into whole numbers of a byte.")
    raw = rows.tobytes()
    return [raw[at : at + layout.itemsize] for at in range(0, len(raw), layout.itemsize)]


def unpacked(rows: Sequence[bytes], like: Columns) -> Columns:
    """The columns whose rows were :func:`packed`, of the kinds that ``like`` has."""
    found = np.frombuffer(b"".join(rows), _layout(like))
    return Columns(
        **{
            each.name: found[each.name].astype(getattr(like, each.name).dtype)
            for each in fields(Columns)
        }
    )


def _layout(columns: Columns) -> np.dtype[Any]:
    given = {each.name: getattr(columns, each.name) for each in fields(Columns)}
    return np.dtype([(name, _kind(each), each.shape[1:]) for name, each in given.items()])


def _kind(column: npt.NDArray[Any]) -> npt.DTypeLike:
    """Vectors are whole numbers of a byte each."""
    return np.int8 if np.issubdtype(column.dtype, np.floating) else column.dtype
