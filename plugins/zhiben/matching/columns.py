"""What each finding brings to a comparison: columns worked out once, compared any number of times.

All of it is numbers: things, faults and places by their place in the reader's lists, and a short
vector in which wordings of one hazard lie close together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from zhiben.matching.hazards import Hazard, HazardReader
from zhiben.matching.meaning import KnownHazards, Meaning, hashed
from zhiben.matching.model import Told
from zhiben.matching.places import Place
from zhiben.matching.plain import plain_place

NONE = -1
_THINGS, _FAULTS, _DENIED, _HINTS = 4, 3, 2, 3

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Columns:
    """One row a finding. Lists of numbers are padded with :data:`NONE`; 0 in a place is unsaid.

    ``hints`` are things that measure and check item name. ``bare`` stands for the statement less
    its denials, ``denials`` for how many it has. ``meaning`` has a vector each,
    ``kind`` another that says which known hazards it may be.
    """

    things: Ints
    around: Ints
    hints: Ints
    faults: Ints
    denied: Ints
    is_sound: Flags
    bare: Ints
    denials: Ints
    count: Ints
    spot: Ints
    level: Ints
    place: Ints  # building, floor, room, number, side, rest
    meaning: Floats
    kind: Floats

    def __len__(self) -> int:
        return len(self.count)

    def take(self, rows: npt.NDArray[np.intp]) -> Columns:
        """The columns of some rows, in their order."""
        return Columns(**{each.name: getattr(self, each.name)[rows] for each in fields(self)})


def columns_of(
    told: Sequence[Told], reader: HazardReader, meaning: Meaning, kinds: KnownHazards
) -> Columns:
    """The columns of all findings of ``told``."""
    hazards = [reader.read(each.description) for each in told]
    places = [_place(each, hazard, reader) for each, hazard in zip(told, hazards, strict=True)]
    hints = [_hints(each, reader) for each in told]
    vectors = meaning.vectors(hazards, reader)
    return Columns(
        things=_padded([each.things for each in hazards], _THINGS),
        around=_padded([each.around for each in hazards], _HINTS),
        hints=_padded(hints, _HINTS),
        faults=_padded([each.faults for each in hazards], _FAULTS),
        denied=_padded([each.denied for each in hazards], _DENIED),
        is_sound=np.array([each.is_sound for each in hazards], np.bool_),
        bare=np.array([hashed(each.bare) for each in hazards], np.int32),
        denials=np.array([each.denials for each in hazards], np.int32),
        count=np.array([each.count for each in hazards], np.int32),
        spot=np.array([hashed(each.spot) for each in hazards], np.int32),
        level=np.array([hashed(each.level) for each in told], np.int32),
        place=np.array(places, np.int32).reshape(len(told), 6),
        meaning=vectors,
        kind=kinds.mixtures(vectors),
    )


def _place(told: Told, hazard: Hazard, reader: HazardReader) -> tuple[int, ...]:
    place = hazard.place
    if told.site:
        place = _site(reader, told.site).filled_from(place)
    return place.building, place.floor, place.room, place.number, place.side, hashed(place.rest)


@lru_cache(maxsize=65536)
def _site(reader: HazardReader, site: str) -> Place:
    return reader.places.read(plain_place(site))


def _hints(told: Told, reader: HazardReader) -> tuple[int, ...]:
    """Things named beside the description: people often copy these from a list."""
    beside = (text for text in (told.check_item, told.measure) if text)
    return tuple(dict.fromkeys(thing for text in beside for thing in reader.named(text)))


def _padded(lists: Sequence[Sequence[int]], width: int) -> Ints:
    found = np.full((len(lists), width), NONE, np.int32)
    for row, each in enumerate(lists):
        found[row, : len(each[:width])] = each[:width]
    return found
